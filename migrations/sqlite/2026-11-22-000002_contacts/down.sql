DROP TABLE contacts_search;
DELETE FROM search_backlog WHERE entity = 'contacts';
DROP TABLE contacts;
