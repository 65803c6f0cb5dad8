DROP TABLE application_token_uses;
DROP TABLE application_tokens;
