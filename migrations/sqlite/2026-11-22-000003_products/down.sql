DROP TABLE products_search;
DELETE FROM search_backlog WHERE entity = 'products';
DROP TABLE product_taxes;
DROP TABLE products;
