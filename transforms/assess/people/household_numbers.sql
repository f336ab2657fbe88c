-- household_numbers: one row per household: its number in the batch, for the views of schema mart.
CREATE OR REPLACE TABLE household_numbers AS SELECT household_no, register, household_id FROM numbered;
