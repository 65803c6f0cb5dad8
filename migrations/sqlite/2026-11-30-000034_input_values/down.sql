DROP TABLE input_values;
