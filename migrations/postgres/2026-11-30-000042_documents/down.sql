DELETE FROM external_ids WHERE entity IN ('quotation', 'order');
DELETE FROM input_values WHERE entity IN ('quotation', 'order', 'quotation_line', 'order_line');
DROP TABLE document_lines;
DROP TABLE order_files;
DROP TABLE orders;
DROP TABLE quotation_files;
DROP TABLE quotations;
DROP TABLE numbers;
