"""What does not hold in a plan."""

from __future__ import annotations

from evplan.errors.core import FINDINGS, Severity, Wording

FINDINGS |= {
    "verify-award-above": Wording(
        Severity.ERROR,
        "Rule '{rule}' allows at most {expected:.10g} ({measure}), the plan has {found:.10g}.",
    ),
    "verify-award-below": Wording(
        Severity.ERROR,
        "Rule '{rule}' asks for at least {expected:.10g} ({measure}), the plan has {found:.10g}.",
    ),
    "verify-bad-number": Wording(
        Severity.ERROR,
        "Column {column} of the plan's {table} has {found}, which is no amount: amounts are numbers from 0 on.",
    ),
    "verify-bill-in-a-circle": Wording(
        Severity.ERROR,
        "Part {part} lies in or below a part that goes into itself, so what it needs has no end.",
        "Break the circle in bom_lines.",
    ),
    "verify-built-too-many": Wording(
        Severity.ERROR,
        "Vehicle {vehicle} is built {found:.10g} times at {site} in {period}, and wanted {expected:.10g} times.",
    ),
    "verify-budget-above": Wording(
        Severity.ERROR,
        "Rule '{rule}' allows at most Rp {expected:,.0f} ({measure}), the plan has Rp {found:,.0f}.",
    ),
    "verify-certificate": Wording(
        Severity.ERROR,
        "Offer {offer} makes part {part}, which needs the certificate {certificate}; supplier {supplier} does not hold "
        "it through the last day of {period}.",
    ),
    "verify-claimed-awards": Wording(
        Severity.ERROR, "The award's {column} is given as {found:.15g}, and comes out as {expected:.15g}."
    ),
    "verify-claimed-capacity-use": Wording(
        Severity.ERROR,
        "{column} of supplier {supplier} in process {process} in {period} are given as {found:.15g}, and come out as "
        "{expected:.15g}.",
    ),
    "verify-claimed-costs": Wording(
        Severity.ERROR, "The cost of {kind} is given as {found:.15g} rupiah, and comes out as {expected:.15g}."
    ),
    "verify-change-above": Wording(
        Severity.ERROR,
        "Rule '{rule}' lets the plan move by at most {expected:.10g} of its run ({measure}), it moves by {found:.10g}.",
    ),
    "verify-change-unknown": Wording(
        Severity.ERROR,
        "Rule '{rule}' cannot be checked: run {measure} is not in this database.",
        "Verify it in the database that holds that run.",
    ),
    "verify-claimed-investments": Wording(
        Severity.ERROR,
        "{column} of the {kind} of {item} in {period} is given as {found:.15g}, and comes out as {expected:.15g}.",
    ),
    "verify-claimed-members": Wording(
        Severity.ERROR,
        "{column} of member {member} for offer {offer} in {period} is given as {found:.15g}, and comes out as "
        "{expected:.15g}.",
    ),
    "verify-claimed-rebates": Wording(
        Severity.ERROR,
        "{column} of the rebate of supplier {supplier} is given as {found:.15g}, and comes out as {expected:.15g}.",
    ),
    "verify-claimed-key": Wording(
        Severity.ERROR, "This row is given with {column} '{found}', and comes out with '{expected}'."
    ),
    "verify-claimed-penalties": Wording(
        Severity.ERROR,
        "The {column} of the soft rule '{rule}' is given as {found:.15g}, and comes out as {expected:.15g}.",
    ),
    "verify-claimed-rows": Wording(
        Severity.ERROR,
        "The plan's table {table} and what was worked out from the data differ in rows: this one is missing in one "
        "of them, or is there twice.",
    ),
    "verify-claimed-scores": Wording(
        Severity.ERROR,
        "{column} of vehicle {vehicle} in {year} by {method} is given as {found:.17g}, and comes out as "
        "{expected:.17g}.",
    ),
    "verify-claimed-shares": Wording(
        Severity.ERROR,
        "The share of {group} in {measure} is given as {found:.15g}, and comes out as {expected:.15g}.",
    ),
    "verify-claimed-vehicles": Wording(
        Severity.ERROR,
        "The number {column} of vehicle {vehicle} is given as {found:.15g}, and comes out as {expected:.15g}.",
    ),
    "verify-credit": Wording(
        Severity.ERROR,
        "A loan of Rp {found:,.0f} is to carry the {kind} of {item} in {period}, and can carry at most "
        "Rp {expected:,.0f} of it.",
    ),
    "verify-credit-ceiling": Wording(
        Severity.ERROR,
        "Supplier {supplier} would borrow Rp {found:,.0f}, and a firm of its size gets at most Rp {expected:,.0f}.",
    ),
    "verify-fair-share-above": Wording(
        Severity.ERROR,
        "Rule '{rule}' allows member {supplier} at most {expected:.10g} of its cooperative's work ({measure}), the "
        "plan gives it {found:.10g}.",
    ),
    "verify-fair-share-below": Wording(
        Severity.ERROR,
        "Rule '{rule}' asks for at least {expected:.10g} of the cooperative's work for member {supplier} ({measure}), "
        "the plan gives it {found:.10g}.",
    ),
    "verify-investment-for-nothing": Wording(
        Severity.ERROR, "The {kind} of {item} is paid for in {period}, and nothing is bought that would need it."
    ),
    "verify-investment-late": Wording(
        Severity.ERROR,
        "The {kind} of {item} is paid for in {found}, and its first units are bought in {expected} already.",
    ),
    "verify-investment-missing": Wording(
        Severity.ERROR,
        "The {kind} of {item} is never paid for; units are bought from {expected} on, so it must be by then.",
    ),
    "verify-investment-twice": Wording(
        Severity.ERROR, "The {kind} of {item} is paid for once more in {period}; once is enough."
    ),
    "verify-duplicate-row": Wording(Severity.ERROR, "The plan's {table} have this row twice."),
    "verify-fix-above": Wording(
        Severity.ERROR,
        "Rule '{rule}' fixes at most {expected:.10g} ({measure}), the plan has {found:.10g}.",
    ),
    "verify-fix-below": Wording(
        Severity.ERROR,
        "Rule '{rule}' fixes at least {expected:.10g} ({measure}), the plan has {found:.10g}.",
    ),
    "verify-hours": Wording(
        Severity.ERROR,
        "Supplier {supplier} would work {found:.10g} hours in process {process} in {period}, and has {expected:.10g}.",
    ),
    "verify-lead-time": Wording(
        Severity.ERROR,
        "Offer {offer} would deliver to {aim} in {period}, {found:.10g} periods after the first order; it takes "
        "{expected:.10g}.",
    ),
    "verify-jobs-above": Wording(
        Severity.ERROR,
        "Rule '{rule}' allows at most {expected:.10g} labour hours, the plan has {found:.10g}.",
    ),
    "verify-jobs-below": Wording(
        Severity.ERROR,
        "Rule '{rule}' asks for at least {expected:.10g} labour hours, the plan has {found:.10g}.",
    ),
    "verify-local-content-below": Wording(
        Severity.ERROR,
        "Rule '{rule}' asks for a score of at least {expected:.17g} ({measure}); vehicle {vehicle} has {found:.17g} "
        "in {year}.",
    ),
    "verify-local-content-unknown": Wording(
        Severity.ERROR,
        "Rule '{rule}' ({measure}) cannot be checked for vehicle {vehicle} in {year}: the law has no such score or no "
        "minimum for that year.",
        "Name another method, give the minimum as a number, or add the missing text to the law files.",
    ),
    "verify-maximum-units": Wording(
        Severity.ERROR, "Offer {offer} is paid for {found:.10g} units in {period}, and gives at most {expected:.10g}."
    ),
    "verify-minimum-order": Wording(
        Severity.ERROR,
        "Offer {offer} is paid for {found:.10g} units in {period}; an order has at least {expected:.10g}.",
    ),
    "verify-more": Wording(Severity.ERROR, "{count} more of {same} were found; the first {listed} are listed."),
    "verify-no-exchange-rate": Wording(
        Severity.ERROR,
        "Offer {offer} is priced in {currency}, which has no exchange rate in {period}.",
        "Add a row to exchange_rates.",
    ),
    "verify-no-lane": Wording(
        Severity.ERROR,
        "Offer {offer} would go from region {region} to {to_region} ({aim}), and no lane joins them.",
        "Add a row to lanes.",
    ),
    "verify-not-built": Wording(
        Severity.ERROR,
        "Vehicle {vehicle} is built {found:.10g} times at {site} in {period}, and wanted {expected:.10g} times; the "
        "scenario gives no price for vehicles that are not built.",
    ),
    "verify-offer-not-valid": Wording(
        Severity.ERROR, "Offer {offer} gets work in {period}, and is not valid on {found}, the first day of it."
    ),
    "verify-order-multiple": Wording(
        Severity.ERROR,
        "Offer {offer} is paid for {found:.10g} units in {period}; orders are whole multiples of {expected:.10g}.",
    ),
    "verify-part-balance": Wording(
        Severity.ERROR,
        "Part {part} does not balance: {found:.10g} units come in ({before:.10g} from stock, {bought:.10g} bought), "
        "{expected:.10g} go out ({needed:.10g} into vehicles, {carried:.10g} into stock).",
    ),
    "verify-part-nobody-offers": Wording(
        Severity.ERROR,
        "{units:.10g} units of part {part} are needed; nobody offers it and it has no bill of materials in {period}.",
    ),
    "verify-site-capacity": Wording(
        Severity.ERROR, "Site {site} would build {found:.10g} vehicles in {period}, and can build {expected:.10g}."
    ),
    "verify-source-count-above": Wording(
        Severity.ERROR, "Rule '{rule}' allows at most {expected:.10g} suppliers, the plan has {found:.10g}."
    ),
    "verify-source-count-below": Wording(
        Severity.ERROR, "Rule '{rule}' asks for at least {expected:.10g} suppliers, the plan has {found:.10g}."
    ),
    "verify-steady-above": Wording(
        Severity.ERROR,
        "Rule '{rule}' allows {supplier} at most {expected:.10g} hours of {process} in {period}, the plan uses "
        "{found:.10g}.",
    ),
    "verify-steady-below": Wording(
        Severity.ERROR,
        "Rule '{rule}' asks for at least {expected:.10g} units in {period}, the plan has {found:.10g}.",
    ),
    "verify-stock-left-over": Wording(
        Severity.ERROR, "{found:.10g} units of part {part} are carried out of {period}, the last period."
    ),
    "verify-stock-not-kept": Wording(
        Severity.ERROR,
        "{found:.10g} units of part {part} are carried out of {period}, and the part has no holding cost: it is not "
        "stocked.",
    ),
    "verify-substitute-unknown": Wording(
        Severity.ERROR,
        "{found:.10g} units of part {part} would be made with {child}, which is no alternative in group "
        "{substitute_group} there and then, or the part is not needed.",
    ),
    "verify-substitutes": Wording(
        Severity.ERROR,
        "{expected:.10g} units of part {part} are needed, and the alternatives of its group {substitute_group} make "
        "{found:.10g}.",
    ),
    "verify-supplier-not-ready": Wording(
        Severity.ERROR, "Offer {offer} gets work in {period}, but supplier {supplier} is ready from {expected} on."
    ),
    "verify-surplus": Wording(
        Severity.ERROR,
        "Offer {offer} delivers {found:.10g} units that no vehicle uses, and the scenario does not allow surplus.",
        "Write surplus = true under [demand] if buying too much is meant to be possible.",
    ),
    "verify-conversion-surplus": Wording(
        Severity.ERROR,
        "Offer {offer} delivers {found:.10g} units that nothing uses; a workshop works on what is needed, never more.",
    ),
    "verify-group-unclear": Wording(
        Severity.ERROR,
        "Offer {offer} goes into {made}, which goes into parts of several content groups, so what it counts in for the "
        "sectoral method is unclear.",
        "Give part {made} a content group.",
    ),
    "verify-member-hours": Wording(
        Severity.ERROR,
        "Members work {found:.10g} hours for offer {offer} in {period}, and what it delivers takes {expected:.10g}.",
    ),
    "verify-not-a-member": Wording(
        Severity.ERROR,
        "{member} works for offer {offer} in {period}, and is no member of {supplier}.",
        "Add a row to memberships, or give the work to a member.",
    ),
    "verify-upgrade-requires": Wording(
        Severity.ERROR, "Upgrade {upgrade} starts in {period}, and {required}, which it needs, is not in force then."
    ),
    "verify-nothing-to-work-on": Wording(
        Severity.ERROR,
        "Offer {workshop} is to work on {units:.10g} units of part {part}, which has no bill of materials in {period}: "
        "there is nothing to work on.",
        "Add the part's lines to bom_lines, or make the offer's mode supply.",
    ),
    "verify-workshop-balance": Wording(
        Severity.ERROR,
        "Part {part} does not balance at workshop {workshop}: {found:.10g} units come in ({before:.10g} from stock, "
        "{bought:.10g} bought), {expected:.10g} go out ({needed:.10g} into what it makes, {carried:.10g} into stock).",
    ),
    "verify-unknown-key": Wording(
        Severity.ERROR, "The plan's {table} name the {column} {found}, which the data or the horizon does not have."
    ),
}
