DROP TABLE opportunity_products;
DROP TABLE opportunities;
