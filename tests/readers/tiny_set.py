"""A clean data set of three parts, as the text of its files."""

from __future__ import annotations

from evplan.errors import Finding
from evplan.readers.data_set import DataSetFiles

FILES = {
    "parts.csv": "part,name,kind,unit,mass_kg,main_component,reference_cost_idr,certificates\n"
    "MOTOR,Motor listrik,vehicle,pcs,95.5,false,,\n"
    "SEAT,Jok,component,pcs,2.25,true,150000,SNI-1;ISO-9001\n"
    "FOAM,Busa,material,kg,1,false,1250.5,\n",
    "bom_lines.csv": "parent,child,quantity_per,scrap_share\nMOTOR,SEAT,1,\nSEAT,FOAM,1.5,0.125\n",
    "suppliers.csv": "supplier,name,legal_form,size_class,region,ready_period\n"
    "KOP-1,Koperasi Maju,koperasi,mikro,33.28,\n"
    "CV-2,Dua Roda,cv,kecil,33.28,2027-03\n",
    "regions.csv": "region,name,minimum_wage_idr\n33.28,Tegal,2333586\n",
    "offers.csv": "offer,supplier,part,price,minimum_order,yield_share,local_content_share,valid_from,"
    "certificate_expiry\n"
    "O-1,KOP-1,SEAT,175000.25,10,0.95,0.8,2026-01-01,2028-12-31\n"
    "O-2,CV-2,SEAT,1250000.5,,,0.5,,\n"
    "O-3,CV-2,FOAM,21500,100,0.9,0,,\n",
    "sites.csv": "site,name,region,capacity_units\nPLANT,Pabrik,33.28,500\n",
    "demand.csv": "vehicle,site,period,units\nMOTOR,PLANT,2027-01,100\nMOTOR,PLANT,2027-02,120.5\n",
}


def only(files: DataSetFiles) -> Finding:
    """Return the one finding."""
    assert len(files.findings) == 1, [finding.message for finding in files.findings]
    return files.findings[0]
