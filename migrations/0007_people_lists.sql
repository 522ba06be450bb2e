-- Lists of people and households at a million people: each page's keys are read from one index alone,
-- so every index ends with what its list filters by.

-- By initials, sorted by name: what is found is in the index with its sort key and its village.
create index people_search_initials_pinyin on people_search (org, initials, pinyin, person, unit);
drop index people_search_initials;
-- A village's people with their initials.
create index people_search_unit_pinyin on people_search (org, unit, pinyin, person, initials);
drop index people_search_unit;

-- By status in the order of names and of numbers, anywhere in the scope.
create index people_household_search_status_pinyin on people_household_search (org, statuses, pinyin, household, unit);
create index people_household_search_status_number on people_household_search (org, statuses, number, household, unit);
drop index people_household_search_statuses;
-- A village's households with their statuses.
create index people_household_search_village_pinyin on people_household_search (org, unit, pinyin, household, statuses);
drop index people_household_search_unit;
create index people_household_search_village_number on people_household_search (org, unit, number, household, statuses);
drop index people_household_search_unit_number;
