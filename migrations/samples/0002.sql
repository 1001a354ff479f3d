-- The step adds an index over rows that are there, so it brings none of its own.
SELECT 1;
