"""What is wrong with what the tables mean."""

from __future__ import annotations

from evplan.errors.core import FINDINGS, Severity, Wording

FINDINGS |= {
    "alternative-not-offered": Wording(
        Severity.WARNING,
        "Nobody offers {part}, an alternative in {parents}: only the other alternatives can be used.",
        "Add an offer for {part}, or take the line out of the bill.",
    ),
    "band-above-maximum": Wording(
        Severity.NOTE,
        "Offer {offer} has a price from {minimum_units:,.12g} units on, but sells at most {offer_maximum_units:,.12g} "
        "per period: that price is never reached.",
    ),
    "band-basis-mixed": Wording(
        Severity.ERROR,
        "Offer {offer} counts some price bands per period and others over the horizon; it has to be one of the two.",
        "Give all bands of {offer} the same basis.",
    ),
    "band-below-minimum": Wording(
        Severity.NOTE,
        "Offer {offer} has a price from {minimum_units:,.12g} units on, below its minimum order of "
        "{offer_minimum_order:,.12g}: the band holds from the minimum order on.",
    ),
    "band-dearer": Wording(
        Severity.WARNING,
        "Offer {offer} costs {now:,.12g} from {minimum_units:,.12g} units on, more than the {below:,.12g} for smaller "
        "quantities.",
        "Check both prices; a larger quantity is usually cheaper.",
    ),
    "bom-lines-overlap": Wording(
        Severity.WARNING,
        "Two lines from {parent} to {child} hold at the same time: their quantities are added up.",
        "End the older line the day before the newer one starts, or give them different positions.",
    ),
    "bom-loop": Wording(
        Severity.ERROR,
        "The bill of materials runs in a circle: {loop}. No part can contain itself.",
        "Take out the line that does not belong there.",
    ),
    "candidate-without-cost": Wording(
        Severity.NOTE, "Candidate {supplier} has no opening cost: it opens for nothing.", "Give opening_cost_idr."
    ),
    "candidate-without-period": Wording(
        Severity.NOTE,
        "Candidate {supplier} has no ready_period: it can deliver from the first period on.",
        "Give the first period in which it can deliver.",
    ),
    "capacity-missing": Wording(
        Severity.WARNING,
        "{supplier} has no hours for the process {process}, needed by {count} of its offers: they cannot be used.",
        "Add a row for {supplier} and {process} to capacity.",
    ),
    "certificate-ends": Wording(
        Severity.WARNING,
        "The certificate {certificate} of {supplier} ends on {valid_to}, inside the horizon. It can deliver {parts} "
        "only in periods that are over by then.",
        "If it will be renewed, set the new valid_to.",
    ),
    "certificate-missing": Wording(
        Severity.WARNING,
        "{supplier} offers {part} but lacks what the part needs: {certificates}. The offer cannot be used.",
        "Add what it holds to supplier_certificates, or an upgrade that brings it.",
    ),
    "certificate-over": Wording(
        Severity.WARNING,
        "The certificate {certificate} of {supplier} ended on {valid_to}, before the first period is over: it cannot "
        "deliver {parts}.",
        "If it was renewed, set the new valid_to.",
    ),
    "change-column": Wording(Severity.ERROR, "The table {table} has no column '{found}'.{nearest}"),
    "change-matches-nothing": Wording(
        Severity.ERROR, "No row of {table} matches {where}, so the change does nothing.", "Mend or drop the change."
    ),
    "change-no-number": Wording(
        Severity.ERROR,
        "{column} of {table} holds a {kind} and cannot be multiplied or added to.",
        "Write the new value itself.",
    ),
    "change-of-key": Wording(
        Severity.ERROR,
        "{column} is part of the key of {table}; a change cannot rename rows.",
        "Change another column, or change the data set.",
    ),
    "change-table": Wording(Severity.ERROR, "There is no table '{found}'.{nearest}"),
    "change-value": Wording(
        Severity.ERROR, "{column} of {table} would become '{found}'. Expected {expected}.{nearest}"
    ),
    "change-value-nowhere": Wording(
        Severity.ERROR, "No row of {table} has {column} = '{found}'.{nearest}", "Mend or drop the value."
    ),
    "content-ends": Wording(
        Severity.WARNING,
        "Certificates of local content that end inside the horizon: {count}, of {suppliers} suppliers; the first on "
        "{first} ({offers}). From then on that content counts as not certified.",
        "If they will be renewed, set the new certificate_expiry.",
    ),
    "content-of-import": Wording(
        Severity.WARNING,
        "{supplier} claims local content in {count} of its offers, but it is an importer or abroad: it counts as zero.",
        "Check legal_form and country of the supplier, or set local_content_share to 0.",
    ),
    "content-of-part": Wording(
        Severity.WARNING, "vehicle_content has {vehicle}, which is no vehicle ({kind}): the row is not used."
    ),
    "content-unbacked": Wording(
        Severity.NOTE,
        "Offers that state local content which no certificate or declaration backs: {count} ({offers}). Two of the "
        "three methods count it all the same.",
        "Give content_evidence where there is some.",
    ),
    "content-without-expiry": Wording(
        Severity.NOTE,
        "Certificates of local content without a last day: {count} ({offers}). They count as endless.",
        "Give certificate_expiry.",
    ),
    "conversion-group-unclear": Wording(
        Severity.ERROR,
        "Workshops make {part}, which has no content group of its own, and it goes into parts of {count} groups: "
        "{groups}. What goes into it would count in one of them, and nothing says in which.",
        "Give {part} a content_group, or a part of its own for each group.",
    ),
    "conversion-without-children": Wording(
        Severity.ERROR,
        "Offer {offer} converts {part}, but {part} has no bill of materials: there is nothing that {supplier} could "
        "work on.",
        "Add the lines of {part} to bom_lines, or make the offer's mode supply.",
    ),
    "cooperative-is-none": Wording(
        Severity.WARNING,
        "{cooperative} has members but its legal form is {legal_form}, not koperasi.",
        "Check the legal form, or take out the members.",
    ),
    "credit-above-ceiling": Wording(
        Severity.ERROR,
        "The credit of upgrade {upgrade} is Rp {credit:,.0f}, but a KUR loan for {supplier} ({size}) is at most "
        "Rp {ceiling:,.0f}.",
        "Set credit_idr to {ceiling:.0f} or less; the rest is own money.",
    ),
    "credit-above-cost": Wording(
        Severity.ERROR,
        "The credit of upgrade {upgrade} is Rp {credit:,.0f}, more than the Rp {cost:,.0f} that it costs.",
        "Set credit_idr to what a loan should carry of the cost, {cost:.0f} at most.",
    ),
    "credit-for-nobody": Wording(
        Severity.ERROR,
        "Upgrade {upgrade} counts on credit of Rp {credit:,.0f}, but the KUR terms have no loan for a supplier of the "
        "size of {supplier} ({size}).",
        "Leave credit_idr of {upgrade} blank, or check the size_class of {supplier}.",
    ),
    "credit-without-terms": Wording(
        Severity.WARNING,
        "There is credit for upgrades ({count}: {upgrades}), but no terms of KUR credit are in force in the horizon: "
        "all is paid with own money.",
        "Choose a later horizon, or add the terms to data/credit.",
    ),
    "dates-turned": Wording(
        Severity.ERROR,
        "{what} would hold from {valid_from} to {valid_to}: it ends before it starts, so it never holds.",
        "Mend one of the two days.",
    ),
    "demand-for-part": Wording(
        Severity.ERROR, "There is demand for {vehicle}, which is no vehicle ({kind}).", "Name a part of kind vehicle."
    ),
    "demand-left-out": Wording(
        Severity.NOTE,
        "Demand outside the horizon ({horizon}) is left out: {units:,.12g} vehicles ({vehicles}).",
    ),
    "demand-none": Wording(
        Severity.WARNING, "No vehicle is wanted: there is nothing to plan.", "Add rows with units to demand."
    ),
    "demand-outside-horizon": Wording(
        Severity.ERROR,
        "No vehicle is wanted inside the horizon ({horizon}); the data has demand for {found}.",
        "Move the scenario's calendar, or add demand for its periods.",
    ),
    "each-doubled": Wording(Severity.ERROR, "each names {found} twice.", "Name every key once."),
    "exchange-rate-gap": Wording(
        Severity.ERROR,
        "{currency} has no exchange rate in {periods}.",
        "Add rates for these periods, or one with a blank period for all others.",
    ),
    "exchange-rate-missing": Wording(
        Severity.ERROR,
        "{currency} has no exchange rate, but there are prices in it: {offers}.",
        "Add {currency} to exchange_rates.",
    ),
    "findings-left-out": Wording(Severity.NOTE, "{count} more findings of the kind '{kind}' are not listed."),
    "hours-unlike-others": Wording(
        Severity.WARNING,
        "Offer {offer} needs {hours:,.4g} hours for one {part}; the middle of its offers is {median:,.4g}. They differ "
        "{times:,.3g} times.",
        "Check the unit: hours for one unit, not minutes and not hours of a batch.",
    ),
    "hours-without-process": Wording(
        Severity.WARNING,
        "Offer {offer} needs hours but names no process: nothing limits them.",
        "Name the process whose hours it uses.",
    ),
    "lane-missing": Wording(
        Severity.WARNING,
        "There is no lane from {origin} to {destination}, so these suppliers cannot deliver to site {site}: "
        "{suppliers}.",
        "Add the lane to lanes.",
    ),
    "law-without-method": Wording(
        Severity.ERROR,
        "No method of scoring local content is in force for {year}.",
        "Choose another first period, drop the rule, or limit it with periods.",
    ),
    "law-without-minimum": Wording(
        Severity.ERROR,
        "The rule asks for the law's minimum in {year}, but there is none. {detail}",
        "Give the minimum as a number, or limit the rule with periods.",
    ),
    "mass-below-children": Wording(
        Severity.WARNING,
        "{part} weighs {mass_kg:,.4g} kg, but what goes into it weighs {children_kg:,.4g} kg.",
        "Check the masses and quantities; masses are in kilograms.",
    ),
    "mass-missing": Wording(
        Severity.WARNING, "{part} is offered but has no mass: its freight counts as zero.", "Give mass_kg."
    ),
    "mass-zero": Wording(
        Severity.NOTE,
        "Parts that weigh nothing and travel free: {parts}.",
        "That is right for services; give mass_kg for things.",
    ),
    "material-in-no-bill": Wording(Severity.NOTE, "The material {part} is in no bill of materials: it is not used."),
    "maximum-zero": Wording(
        Severity.WARNING,
        "Offer {offer} sells at most 0 units per period: it cannot be used.",
        "Leave maximum_units blank for no limit.",
    ),
    "member-idle": Wording(
        Severity.WARNING,
        "Members of {cooperative} without hours for anything that it offers: {members}. They can make nothing for it.",
        "Add their hours to capacity, in a process of the cooperative's offers.",
    ),
    "member-of-itself": Wording(
        Severity.ERROR,
        "{cooperative} is a member of itself.",
        "Take the row out; hours of its own stand in capacity.",
    ),
    "member-of-several": Wording(
        Severity.WARNING,
        "{member} is a member of {count} cooperatives ({cooperatives}): it works for all of them with the same hours, "
        "which count once.",
        "If that is meant, nothing is to be done; otherwise take out a row.",
    ),
    "membership-loop": Wording(
        Severity.ERROR,
        "Membership runs in a circle: {loop}. No cooperative can be its own member.",
        "Take out the row that does not belong there.",
    ),
    "method-not-yet-in-force": Wording(
        Severity.ERROR,
        "The rule scores {year} by the method {method}, which was not in force yet. {detail}",
        'Choose another method, or method = "best".',
    ),
    "method-repealed": Wording(
        Severity.WARNING,
        "The rule scores {year} by the method {method}, which was repealed: it is scored as on {last}.",
        'Choose method = "best" to score by the methods in force.',
    ),
    "minimum-above-maximum": Wording(
        Severity.WARNING,
        "Offer {offer} asks for at least {minimum_order:,.12g} units, but sells at most {maximum_units:,.12g} per "
        "period.",
        "Mend one of the two.",
    ),
    "minimum-order-above-hours": Wording(
        Severity.WARNING,
        "Offer {offer} asks for at least {minimum_order:,.12g} units, but the {hours:,.12g} hours of {supplier} for "
        "{process} make at most {units:,.1f} in a period.",
        "Check minimum_order, hours_per_unit and capacity.",
    ),
    "multiple-above-maximum": Wording(
        Severity.WARNING,
        "Offer {offer} is sold in multiples of {order_multiple:,.12g}, but at most {maximum_units:,.12g} per period.",
        "Mend one of the two.",
    ),
    "offer-ends": Wording(
        Severity.WARNING,
        "Offers of {supplier} end on {valid_to}, inside the horizon: {offers}.",
        "If they will be renewed, set the new valid_to.",
    ),
    "offer-for-vehicle": Wording(
        Severity.ERROR,
        "Offer {offer} is for {part}, a vehicle. Vehicles are assembled from parts, not bought.",
        "Offer the parts, or change the kind of {part}.",
    ),
    "offer-outside-horizon": Wording(
        Severity.NOTE, "Offers that hold in no period of the horizon: {count} ({offers})."
    ),
    "offered-in-no-bill": Wording(
        Severity.WARNING,
        "{part} is offered ({offers}) but is in no bill of materials: it is never bought.",
        "Add it to the bill it belongs to, or check the name of the part.",
    ),
    "part-in-no-bill": Wording(
        Severity.WARNING,
        "The {kind} {part} is in no bill of materials.",
        "Add it to the bill it belongs to, or take it out.",
    ),
    "part-not-offered": Wording(
        Severity.ERROR,
        "Nobody offers {part}, which {parents} cannot be made without, and it is made of nothing else.",
        "Add an offer for {part}, or the lines of what it is made of.",
    ),
    "part-not-usable": Wording(
        Severity.ERROR,
        "{part} is needed, but none of its {count} offers can be used: {no_hours} have no hours, {no_certificate} lack "
        "a certificate, {no_units} sell at most 0, {no_days} end before they start, {no_children} lack what they would "
        "work on.",
        "Mend one of these offers, or add another.",
    ),
    "part-without-lane": Wording(
        Severity.ERROR,
        "{part} is needed at site {site}, but no lane leads from any of its suppliers to {region}.",
        "Add a lane to {region}, or an offer from a region that has one.",
    ),
    "period-too-long": Wording(
        Severity.ERROR,
        "{what} has rows for {period}, which is longer than a period of the scenario: they belong to none of its "
        "periods.",
        "Split them into the scenario's periods, or choose longer periods.",
    ),
    "price-unlike-others": Wording(
        Severity.WARNING,
        "Offer {offer} sells {part} at Rp {price:,.0f}; the middle of its offers is Rp {median:,.0f}. They differ "
        "{times:,.3g} times.",
        "Check price, currency and unit.",
    ),
    "price-unlike-reference": Wording(
        Severity.WARNING,
        "Offer {offer} sells {part} at Rp {price:,.0f}; its usual cost is Rp {reference:,.0f}. They differ "
        "{times:,.3g} times.",
        "Check price, currency and unit, and reference_cost_idr of the part.",
    ),
    "objective-twice": Wording(
        Severity.WARNING, "{found} is an objective twice; the second has nothing left to decide.", "Drop one."
    ),
    "quantity-large": Wording(
        Severity.WARNING,
        "One {parent} takes {quantity_per:,.12g} {unit} of {child}.",
        "Check the quantity and the unit of {child}.",
    ),
    "rebate-not-rising": Wording(
        Severity.WARNING,
        "From a spend of Rp {spend:,.0f} on, {supplier} gives a rebate of {rebate_share:.6g}, no more than the "
        "{below:.6g} for less spend.",
        "Check both rows; a rebate usually rises with spend.",
    ),
    "reference-missing": Wording(
        Severity.ERROR,
        "run names '{found}', and the database has no such run with a plan.{nearest}",
        "Name a run of 'evplan run list' with its version, like baseline#1.",
    ),
    "rule-without-offers": Wording(
        Severity.ERROR,
        "The rule selects nothing: no offer is for these parts from these suppliers.",
        "Widen one of its selectors, or drop the rule.",
    ),
    "cooperative-without-members": Wording(
        Severity.ERROR,
        "The rule speaks of the members of {found}, which has none in the table memberships.{nearest}",
        "Name a cooperative with members, or add its members to the table memberships.",
    ),
    "members-without-hours": Wording(
        Severity.ERROR,
        "No member of {found} ({count} in the table memberships) has hours in a process that its offers use, so none "
        "can get a share of its work.",
        "Add the members' hours to the table capacity, or drop the rule.",
    ),
    "rules-contradict": Wording(
        Severity.ERROR,
        "Rule {rule} asks for at least {minimum:,.12g} where rule {other} allows at most {maximum:,.12g} ({measure} of "
        "the same selection).",
        "Change or drop one of the two, or give one a penalty_idr.",
    ),
    "selector-choice": Wording(
        Severity.ERROR, "{column} selects {place} = '{found}', but {place} is one of {expected}.{nearest}"
    ),
    "selector-column": Wording(Severity.ERROR, "{column} selects by '{found}', which is no column there.{nearest}"),
    "selector-empty": Wording(
        Severity.ERROR, "{column} is an empty list, so the rule selects nothing.", "Name what it is about, or drop it."
    ),
    "selector-key": Wording(
        Severity.ERROR, "{column} names the {key} '{found}', which the data does not have.{nearest}"
    ),
    "selector-nothing": Wording(
        Severity.ERROR,
        "The rule selects nothing: nothing in the data matches all that {column} asks for.",
        "Widen {column}, or drop the rule.",
    ),
    "selector-period": Wording(
        Severity.ERROR,
        "{column} names '{found}', which is no period of the horizon ({expected}).",
        "Choose periods of the horizon, or move the calendar.",
    ),
    "selector-value-unused": Wording(
        Severity.WARNING, "{column} selects {place} = '{found}', which nothing in the data has.{nearest}"
    ),
    "setup-above-hours": Wording(
        Severity.WARNING,
        "Offer {offer} takes {setup_hours:,.12g} hours to set up, but {supplier} has {hours:,.12g} hours for {process} "
        "in a period: it cannot be used.",
        "Check setup_hours and capacity.",
    ),
    "site-without-region": Wording(
        Severity.WARNING,
        "Site {site} has no region: no lane leads to it, so nothing can be delivered.",
        "Give its region.",
    ),
    "substitute-alone": Wording(
        Severity.NOTE,
        "The substitute group {substitute_group} of {parent} has one part only ({child}): there is nothing to choose.",
    ),
    "substitute-gap": Wording(
        Severity.WARNING,
        "In {periods} no line of the substitute group {substitute_group} of {parent} holds: {parent} is then made "
        "without any of them.",
        "Check valid_from and valid_to of these lines.",
    ),
    "supplier-after-horizon": Wording(
        Severity.NOTE,
        "Suppliers that cannot deliver before the horizon is over ({last}): {count} ({suppliers}).",
        "If one should, set an earlier ready_period, or take a longer horizon.",
    ),
    "supplier-without-region": Wording(
        Severity.WARNING,
        "{supplier} has no region: no lane starts there, so nothing that it offers can be delivered.",
        "Give its region.",
    ),
    "upgrade-after-horizon": Wording(
        Severity.NOTE,
        "Upgrades that take longer than the horizon, even if they are started at once: {count} ({upgrades}). They are "
        "not used.",
        "Shorten lead_time_periods where it is wrong, or take a longer horizon.",
    ),
    "upgrade-incomplete": Wording(
        Severity.ERROR,
        "Upgrade {upgrade} ({kind}) does not say what it brings: {columns} left blank.",
        "Fill in {columns}.",
    ),
    "upgrade-loop": Wording(
        Severity.ERROR,
        "Upgrades need each other in a circle: {loop}. None of them could ever start.",
        "Take one of the names out of requires.",
    ),
    "upgrade-lowers-content": Wording(
        Severity.WARNING,
        "Upgrade {upgrade} would bring the local content of offer {offer} from {old:.6g} down to "
        "{new_local_content_share:.6g}.",
        "Check new_local_content_share; a lower one pays only if the evidence gets better.",
    ),
    "upgrade-of-other": Wording(
        Severity.ERROR,
        "Upgrade {upgrade} of {supplier} changes offer {offer}, which belongs to {owner}.",
        "Name an offer of {supplier}, or make {owner} the supplier of the upgrade.",
    ),
    "upgrade-requires-unknown": Wording(
        Severity.ERROR,
        "Upgrade {upgrade} requires '{found}', which is no upgrade.{nearest}",
        "Mend the name, or take it out of requires.",
    ),
    "upgrade-without-use": Wording(
        Severity.WARNING,
        "Upgrade {upgrade} brings {supplier} {what}, which none of its offers needs.",
        "Check the process or the certificate, or take the upgrade out.",
    ),
    "vehicle-as-child": Wording(
        Severity.ERROR,
        "The vehicle {child} is a part of {parent}. Vehicles stand at the top of a bill of materials.",
        "Change the kind of {child}, or name another child.",
    ),
    "vehicle-without-demand": Wording(Severity.NOTE, "Nobody wants {part} inside the horizon."),
    "vehicle-without-lines": Wording(
        Severity.WARNING,
        "The vehicle {part} has no bill of materials: it would be built from nothing.",
        "Add its lines to bom_lines.",
    ),
    "workshop-child-gap": Wording(
        Severity.WARNING,
        "Offer {offer} cannot be used in {periods}: {children} cannot be had at {supplier} then.",
        "Check valid_from and valid_to of the offers of what it works on, and the ready_period of who makes them.",
    ),
    "workshop-child-not-offered": Wording(
        Severity.WARNING,
        "Offer {offer} cannot be used: {supplier} would work on {children}, and no offer that can be used brings "
        "all of it.",
        "Add an offer of what is lacking ({children}), or take the conversion offer out.",
    ),
    "workshop-child-without-lane": Wording(
        Severity.WARNING,
        "Offer {offer} cannot be used: no lane leads from any supplier of {children} to {supplier} in {region}.",
        "Add the lanes that are missing; the table must hold every lane that is used.",
    ),
    "yield-low": Wording(
        Severity.WARNING,
        "Offer {offer} has a yield of {yield_share:.3g}: {yield_share:.3g} good units for each unit paid.",
        "Check yield_share; 1 means that every unit is good.",
    ),
}
