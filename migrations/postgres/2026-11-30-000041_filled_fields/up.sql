-- Which fields of a record have a value, as bits: records are found by the fields that are empty and those that are not.
CREATE INDEX companies_filled ON companies (profile_id, (CAST(
    CASE WHEN type_id IS NULL THEN 0 ELSE 1 END +
    CASE WHEN industry_id IS NULL THEN 0 ELSE 2 END +
    CASE WHEN kind IS NULL THEN 0 ELSE 4 END +
    CASE WHEN customer_since IS NULL THEN 0 ELSE 8 END +
    CASE WHEN customer_status IS NULL THEN 0 ELSE 16 END +
    CASE WHEN payment_terms IS NULL THEN 0 ELSE 32 END +
    CASE WHEN credit_limit IS NULL THEN 0 ELSE 64 END +
    CASE WHEN primary_contact_id IS NULL THEN 0 ELSE 128 END +
    CASE WHEN contact_name IS NULL THEN 0 ELSE 256 END +
    CASE WHEN contact_position IS NULL THEN 0 ELSE 512 END +
    CASE WHEN notes IS NULL THEN 0 ELSE 1024 END +
    CASE WHEN website IS NULL THEN 0 ELSE 2048 END +
    CASE WHEN phone IS NULL THEN 0 ELSE 4096 END +
    CASE WHEN mobile IS NULL THEN 0 ELSE 8192 END +
    CASE WHEN whatsapp IS NULL THEN 0 ELSE 16384 END +
    CASE WHEN email IS NULL THEN 0 ELSE 32768 END +
    CASE WHEN bio IS NULL THEN 0 ELSE 65536 END +
    CASE WHEN billing_name IS NULL THEN 0 ELSE 131072 END +
    CASE WHEN rfc IS NULL THEN 0 ELSE 262144 END +
    CASE WHEN logo_id IS NULL THEN 0 ELSE 524288 END +
    CASE WHEN user_id IS NULL THEN 0 ELSE 1048576 END
    AS BIGINT)), id);
CREATE INDEX contacts_filled ON contacts (profile_id, (CAST(
    CASE WHEN surname IS NULL THEN 0 ELSE 1 END +
    CASE WHEN mother_surname IS NULL THEN 0 ELSE 2 END +
    CASE WHEN title_id IS NULL THEN 0 ELSE 4 END +
    CASE WHEN origin_id IS NULL THEN 0 ELSE 8 END +
    CASE WHEN position_id IS NULL THEN 0 ELSE 16 END +
    CASE WHEN department_id IS NULL THEN 0 ELSE 32 END +
    CASE WHEN phone_office IS NULL THEN 0 ELSE 64 END +
    CASE WHEN phone_office_extension IS NULL THEN 0 ELSE 128 END +
    CASE WHEN phone_mobile IS NULL THEN 0 ELSE 256 END +
    CASE WHEN phone_other IS NULL THEN 0 ELSE 512 END +
    CASE WHEN email IS NULL THEN 0 ELSE 1024 END +
    CASE WHEN skype IS NULL THEN 0 ELSE 2048 END +
    CASE WHEN linkedin IS NULL THEN 0 ELSE 4096 END +
    CASE WHEN twitter IS NULL THEN 0 ELSE 8192 END +
    CASE WHEN picture_id IS NULL THEN 0 ELSE 16384 END +
    CASE WHEN user_id IS NULL THEN 0 ELSE 32768 END
    AS BIGINT)), id);
CREATE INDEX products_filled ON products (profile_id, (CAST(
    CASE WHEN short_name IS NULL THEN 0 ELSE 1 END +
    CASE WHEN sku IS NULL THEN 0 ELSE 2 END +
    CASE WHEN description IS NULL THEN 0 ELSE 4 END +
    CASE WHEN profile_currency_type_id IS NULL THEN 0 ELSE 8 END +
    CASE WHEN product_discount_id IS NULL THEN 0 ELSE 16 END +
    CASE WHEN product_validity_id IS NULL THEN 0 ELSE 32 END +
    CASE WHEN product_measury_id IS NULL THEN 0 ELSE 64 END +
    CASE WHEN product_category_id IS NULL THEN 0 ELSE 128 END +
    CASE WHEN product_subcategory_id IS NULL THEN 0 ELSE 256 END +
    CASE WHEN location IS NULL THEN 0 ELSE 512 END +
    CASE WHEN min_quantity IS NULL THEN 0 ELSE 1024 END +
    CASE WHEN vendor IS NULL THEN 0 ELSE 2048 END +
    CASE WHEN company_id IS NULL THEN 0 ELSE 4096 END +
    CASE WHEN picture_id IS NULL THEN 0 ELSE 8192 END +
    CASE WHEN user_id IS NULL THEN 0 ELSE 16384 END
    AS BIGINT)), id) WHERE kind = 'product';
CREATE INDEX services_filled ON products (profile_id, (CAST(
    CASE WHEN short_name IS NULL THEN 0 ELSE 1 END +
    CASE WHEN sku IS NULL THEN 0 ELSE 2 END +
    CASE WHEN description IS NULL THEN 0 ELSE 4 END +
    CASE WHEN profile_currency_type_id IS NULL THEN 0 ELSE 8 END +
    CASE WHEN product_discount_id IS NULL THEN 0 ELSE 16 END +
    CASE WHEN product_validity_id IS NULL THEN 0 ELSE 32 END +
    CASE WHEN product_measury_id IS NULL THEN 0 ELSE 64 END +
    CASE WHEN service_category_id IS NULL THEN 0 ELSE 128 END +
    CASE WHEN service_subcategory_id IS NULL THEN 0 ELSE 256 END +
    CASE WHEN location IS NULL THEN 0 ELSE 512 END +
    CASE WHEN min_quantity IS NULL THEN 0 ELSE 1024 END +
    CASE WHEN vendor IS NULL THEN 0 ELSE 2048 END +
    CASE WHEN brand IS NULL THEN 0 ELSE 4096 END +
    CASE WHEN company_id IS NULL THEN 0 ELSE 8192 END +
    CASE WHEN picture_id IS NULL THEN 0 ELSE 16384 END +
    CASE WHEN user_id IS NULL THEN 0 ELSE 32768 END
    AS BIGINT)), id) WHERE kind = 'service';
CREATE INDEX leads_filled ON leads (profile_id, (CAST(
    CASE WHEN surname IS NULL THEN 0 ELSE 1 END +
    CASE WHEN mother_surname IS NULL THEN 0 ELSE 2 END +
    CASE WHEN email IS NULL THEN 0 ELSE 4 END +
    CASE WHEN phone IS NULL THEN 0 ELSE 8 END +
    CASE WHEN mobile IS NULL THEN 0 ELSE 16 END +
    CASE WHEN company IS NULL THEN 0 ELSE 32 END +
    CASE WHEN company_id IS NULL THEN 0 ELSE 64 END +
    CASE WHEN contact_id IS NULL THEN 0 ELSE 128 END +
    CASE WHEN designation IS NULL THEN 0 ELSE 256 END +
    CASE WHEN type_id IS NULL THEN 0 ELSE 512 END +
    CASE WHEN source_id IS NULL THEN 0 ELSE 1024 END +
    CASE WHEN campaign_id IS NULL THEN 0 ELSE 2048 END +
    CASE WHEN score IS NULL THEN 0 ELSE 4096 END +
    CASE WHEN product_id IS NULL THEN 0 ELSE 8192 END +
    CASE WHEN service_id IS NULL THEN 0 ELSE 16384 END +
    CASE WHEN notes IS NULL THEN 0 ELSE 32768 END +
    CASE WHEN last_contact IS NULL THEN 0 ELSE 65536 END +
    CASE WHEN picture_id IS NULL THEN 0 ELSE 131072 END +
    CASE WHEN user_id IS NULL THEN 0 ELSE 262144 END +
    CASE WHEN converted_at IS NULL THEN 0 ELSE 524288 END
    AS BIGINT)), id);
CREATE INDEX opportunities_filled ON opportunities (profile_id, (CAST(
    CASE WHEN lost_reason IS NULL THEN 0 ELSE 1 END +
    CASE WHEN closed_at IS NULL THEN 0 ELSE 2 END +
    CASE WHEN campaign_id IS NULL THEN 0 ELSE 4 END +
    CASE WHEN type_id IS NULL THEN 0 ELSE 8 END +
    CASE WHEN currency_id IS NULL THEN 0 ELSE 16 END +
    CASE WHEN lead_id IS NULL THEN 0 ELSE 32 END
    AS BIGINT)), id);
CREATE INDEX tickets_filled ON tickets (profile_id, (CAST(
    CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END +
    CASE WHEN opportunity_id IS NULL THEN 0 ELSE 2 END +
    CASE WHEN solved_at IS NULL THEN 0 ELSE 4 END +
    CASE WHEN closed_at IS NULL THEN 0 ELSE 8 END
    AS BIGINT)), id);
CREATE INDEX interactions_filled ON interactions (profile_id, (CAST(
    CASE WHEN lead_id IS NULL THEN 0 ELSE 1 END +
    CASE WHEN company_id IS NULL THEN 0 ELSE 2 END +
    CASE WHEN contact_id IS NULL THEN 0 ELSE 4 END +
    CASE WHEN opportunity_id IS NULL THEN 0 ELSE 8 END +
    CASE WHEN ticket_id IS NULL THEN 0 ELSE 16 END +
    CASE WHEN direction IS NULL THEN 0 ELSE 32 END +
    CASE WHEN subject IS NULL THEN 0 ELSE 64 END +
    CASE WHEN description IS NULL THEN 0 ELSE 128 END +
    CASE WHEN outcome IS NULL THEN 0 ELSE 256 END +
    CASE WHEN next_action IS NULL THEN 0 ELSE 512 END +
    CASE WHEN next_action_date IS NULL THEN 0 ELSE 1024 END +
    CASE WHEN user_id IS NULL THEN 0 ELSE 2048 END
    AS BIGINT)), id);
