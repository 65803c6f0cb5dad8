DROP TABLE product_taxes;
DROP TABLE products;
