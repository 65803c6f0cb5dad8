-- The company that stands for the business itself: the sender of its quotations and orders.
ALTER TABLE profiles ADD COLUMN company_id BIGINT;
