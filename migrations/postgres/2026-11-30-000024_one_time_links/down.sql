DROP TABLE one_time_link_tokens;
DROP TABLE one_time_links;
