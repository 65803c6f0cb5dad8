//! Ventanilla: a CRM behind one POST endpoint, on SQLite or PostgreSQL. This page is the map.
//!
//! # Rooms
//!
//! | room | purpose |
//! |---|---|
//! | `main.rs` | the command line: `serve`, `migrate`, `user create` and `reset-password`, `profile create` and `add-user`, `demo`, `backup`, `client`, `describe` |
//! | [`config`] | every setting, once: flag, environment variable, default, check |
//! | [`server`] | HTTP: the one route, the limits, the log line of each call, shutdown; GET for health, readiness, metrics, the definition, files, the PDFs of documents, and the browser console (`console/`); the pages behind one-time links |
//! | [`rpc`] | envelope, registry, the [`Method`](rpc::method::Method) trait, decoding, the definition (OpenRPC, OpenAPI, Postman, a page to read); nothing about CRM |
//! | [`client`] | clients in Python, TypeScript and PHP, written from the definition |
//! | [`sentences`] | every sentence that a caller is told, once, in each language |
//! | [`error`] | every failure code, once, with its status |
//! | [`auth`] | authentication and permissions: passwords, tokens, roles, rights, secrets, signed addresses and tokens of requests for feedback, signatures and permitted addresses of webhooks, the throttle on wrong passwords, the limits of the directory; no HTTP and no table |
//! | [`db`] | connections, scopes, the executors of reads and writes, the change record, counters, search: the only room that knows which database it is |
//! | [`records`] | the record of each kind: its columns, its view on the wire, its search text, and the table of kinds; nothing about calls |
//! | [`fields`] | the values that cross the wire: ids, texts, dates, amounts, ranges, pages, addresses; each type is its own proof |
//! | [`modules`] | the business: a file per module (the parts that its methods share) and a file per method |
//! | [`house`] | the state that all calls share beside the database: signers of tokens and addresses, limits, the rules for registration and profiles, mails, files and webhooks |
//! | [`printer`] | reads a quotation or an order with all that its [`paper`] shows, and prints it |
//! | [`paper`] | quotations and orders as PDF: plain values in, a file out; nothing about calls or tables |
//! | [`turns`] | fair queues for scarce places: the order of turns, and the deadline of each wait |
//! | [`errand`] | the threads that work beside the calls until the service stops: one for mails, one for webhooks, one for files that no record names |
//! | [`sweep`] | the errand that deletes the files that no record names, and their content ([`db::contents`]) |
//! | [`mail`] | the errand that sends the outbox ([`db::outbox`]) and one-time links ([`db::one_time_links`]) through an SMTP server |
//! | [`courier`] | the errand that makes the deliveries to webhooks ([`db::deliveries`]) |
//! | [`store`] | the content of files: a folder, or an S3 bucket; the only room that waits for one |
//! | [`demo`] | the demonstration's data, through the same write path as everything else |
//!
//! The method `Companies.CreateCompany` is in `src/modules/companies/create_company.rs`. Its tests are in the mirror of that
//! path, `tests/suite/companies/create_company.rs`. Its example, which the definition shows and the tests execute, is
//! `examples/Companies/CreateCompany.json`.
//!
//! # Floors
//!
//! Rooms stand on floors, and a room uses only those below it: code that two rooms need lies under both. `tests/suite/floors.rs`
//! reads this list, and fails on an arrow that goes up or aside. It knows one exception, `db` and `records`: a record's owner is
//! private to the database, so the SQL that all records share is in `db`, and the columns of each are in `records`.
//!
//! ```text
//! main
//! server
//! demo courier
//! modules config client
//! rpc
//! mail sweep
//! printer
//! db records
//! house
//! store errand paper
//! auth
//! turns
//! fields
//! error
//! sentences
//! ```
//!
//! # How one request travels
//!
//! 1. [`server`] gives the request its id and reads the body within its limit. [`rpc::body`] finds the calls in it, one or
//!    several, as envelopes or as JSON-RPC; the next steps are done for one call after the other, each with an id of its own.
//!    [`rpc::registry`] finds the method.
//! 2. [`server`] verifies the token's signature, or an application token's checksum. The database is asked whether the token is
//!    still alive, and for its user's rights, where the scope is opened. It is asked before anything of the call is decoded if
//!    the application token was not met lately, or if the body is long. Long texts are decoded on a blocking thread, in their
//!    caller's turn.
//! 3. [`rpc::opening`] takes `profile_id` and the other common parameters out ([`rpc::common_parameters`]) and decodes the rest
//!    into the method's own type; all mistakes are collected, not the first alone. Work that needs no transaction and takes long,
//!    such as hashing a password, is done here. A file goes to the [`store`], which is waited for without a thread or a
//!    connection.
//! 4. The call goes to its executor. A short read on SQLite stays on the thread that took the request. Other reads wait for their
//!    turn ([`turns`]) and go to a blocking thread with a pooled connection, or to a replica ([`db::reads`]). A write goes to
//!    SQLite's writer thread, or to a transaction on PostgreSQL ([`db::writes`]). Nothing waits beyond the call's deadline.
//! 5. There the scope is opened ([`db::scope`]): the token, its rights, the membership and the role are looked up
//!    ([`db::standing`]), in the transaction in which a write then works.
//! 6. A write whose idempotency key was used before ends here, with the kept reply (`db::idempotency`); so does one whose caller
//!    knows another version of the record.
//! 7. The method's `check` adds the mistakes that only the database knows, and hands over what it found. If there is any mistake,
//!    the mistakes are the answer. Else `call` makes the call, with the things that `check` found.
//! 8. The reply is written (in JSON-RPC's form, if the call had it), the transaction is committed with its change records and
//!    counters, the caller is answered, and one log line and the metrics tell the outcome.
//!
//! # Invariants
//!
//! - **Tenancy is proved by type.** A method never sees a profile id that came from the wire. Opening a scope is
//!   the only way to one, a query begins at the scope's profile, and it can be narrowed, never widened. The
//!   compile-fail examples in [`db::scope`] are tests. The database refuses links across profiles by itself:
//!   foreign keys are composite.
//! - **A profile can stay on one node of many.** On PostgreSQL every key of a profile's table begins with the profile,
//!   and every statement names it. `tests/suite/tenancy.rs` lists the exceptions.
//! - **A script does what its token's rights say, in the token's profile, and never more than the token's maker may do at that
//!   moment.** The right that a method needs follows from its module, its scope and its name, in [`auth::permission`] alone. No
//!   token reaches methods about a person, or methods that make tokens.
//! - **A record's references are declared once**, on the record (`Record::REFERENCES`, `LINKS`), and a kind of record has one row
//!   ([`records::kinds`]). The guards of deletions, the feed, the upsert and the rights read them; a test compares them with the
//!   foreign keys. A kind without a row does not compile.
//! - **Kinds that share a table never meet.** Products and services are rows of one table, so that one id names one of either. The
//!   record of a kind declares which rows are its own (`stored!`), and every statement has that condition ([`db::stored::OwnRows`]).
//! - **`changes` keeps all of a record**: `Record::REVIVE` reads the record back from its view, whatever version of the program
//!   wrote it. A kind whose view leaves out a secret has no `REVIVE`, and can't be read back.
//! - **A record is shown only to callers whom its own methods would show it.** The kind's row has the needed right. A method that
//!   shows records of another kind asks [`modules::withheld`], and its reply names the parts that are missing.
//! - **A write to another kind needs that kind's right**: the one write path asks the row of the written kind, and refuses a kind
//!   that the method does not declare (`Method::TOUCHES`).
//! - **A dead token stays dead.** An application token belongs to its maker's membership, which no later membership revives.
//! - **There is one write path.** Everything that belongs to a profile is written by [`db::scope::Editor`] (and one's own
//!   notifications are marked as read by [`db::scope::Recipient`]), which leaves a row in `changes` in the same transaction.
//!   Audit, synchronisation, webhooks and undo are readers of that table.
//! - **The feed skips nothing and repeats nothing**, also over transactions that run side by side: [`db::feed`] has the proof.
//! - **Acknowledged means on disk.** SQLite runs with `synchronous = FULL`, and the writer answers after the commit. A commit
//!   that failed and may be found all the same is answered with `outcome_unknown`, and on SQLite nothing is written until the
//!   disk has taken another one.
//! - **Values that Rust computes are renewed when Rust computes them differently** ([`db::renewal`]): behind the migrations,
//!   before anybody is served, without a change record, and in steps, so that a program that is killed goes on from the last one.
//! - **A failed call changes nothing.** On PostgreSQL each call has a transaction of its own. On SQLite, where calls share one, a
//!   call that fails after it may have written has the whole group rolled back and done again, with a savepoint around each. An
//!   upsert tells the outcome of each record.
//! - **A frozen node holds nobody up for long.** Each transaction on PostgreSQL sets how long it waits for a lock, and how long
//!   the database waits for it ([`db::writes`]).
//! - **A write may run more than once**, from the start, before it is committed. A method keeps no state of its own and has no
//!   effect outside its transaction, except for content in the [`store`]: it is announced before it is stored, and removed again
//!   if no file has it in the end ([`db::contents`]).
//! - **A file that a record names is not deleted**, by a call or by the [`sweep`]: the database refuses it, because every table
//!   that names files refers to them.
//! - **A file is fetched only with a signature that was made for it.** [`db::files`] is the one look-up of a profile's record
//!   without a scope. An address that lasts opens a picture only while a public record of a profile with a directory has it.
//! - **Strangers reach public records alone.** A `Visitor` enters the profile that a slug names, if it has a directory; each of its
//!   queries begins at the one rule that a kind declares ([`db::directory::Published`]), and the views are types of their own
//!   ([`records::published`]). A `Submitter` hands in a lead, and writes nothing else.
//! - **Feedback is answered once, by whoever holds the address of its request.** The address is signed and kept nowhere. It opens one
//!   request of one profile ([`db::feedback`]), and writes nothing but the answer. That a request is expired is told by the moment, not by
//!   a job.
//! - **A page behind a link is a form for one public method** (`server::pages`): its fields are the method's parameters, and the
//!   method is called through the registry. To look at the page changes nothing.
//! - **To ask for a link tells nothing**: the call does the same work for every address, and whether there is an account is looked up
//!   by the errand that mails the link.
//! - **A batch is its calls**, each in a scope of its own, on one connection after another ([`rpc::batch`]); a batch has no
//!   rights beyond theirs.
//! - **A dry run is rolled back** (`dry_run`) by the executor that would have committed it; the method does not know.
//! - **A caller who names a known version changes no other version** ([`db::versions`]): the record is checked and locked in the
//!   transaction before the method begins.
//! - **An external ID may stand for any id.** External IDs are gathered while parameters are read, and looked up in the call's
//!   own transaction ([`db::external_ids`]); then the parameters are read again ([`rpc::decode`]). A method never sees an
//!   external ID.
//! - **An id in a call is looked up once**: ids of all kinds are gathered while parameters are read, and looked up together when
//!   the first is asked for ([`db::mentions`]). Only a method's own record is loaded whole.
//! - **An upsert is the two methods that create and edit**, each record in a savepoint ([`rpc::upsert`]); an upsert has no rights
//!   beyond theirs.
//! - **Callers at once find what they would find one after the other**, also where no index and no foreign key sees to it: an upsert
//!   holds the keys that meet nobody ([`db::look_ups`]), and a write holds the custom fields that it gives values of
//!   ([`db::versions`]).
//! - **A write under an idempotency key is made once**: its reply is kept in its own transaction, with a hash of the request,
//!   unless a secret is in either.
//! - **SQL that differs is in [`db`]** and nowhere else, as a `match` on the connection. Methods write
//!   diesel's queries, which both databases take.
//! - **A mail is queued in the transaction and sent outside it**: a call that fails tells nobody anything; a queued mail is sent
//!   at least once, by one node at a time.
//! - **A webhook is told each change at least once, and those of one record in order**: it follows the feed, and the write that
//!   made the change has no part in it ([`db::deliveries`]).
//! - **A delivery goes to no address inside the network** unless a setting names it: the address of the connection is judged, not
//!   the name ([`auth::guard`]).
//! - **Ids, profiles, versions, times and authors come from the scope.** A record's struct has only the record's own fields.
//! - **A time that a call says is never in the future**, and takes the right `migrate`, which no other right contains. The change
//!   record tells when the record really was written.
//! - **Each failure code exists once**, in [`error`], with its status. A database that is down is never a missing record, and the
//!   cause of an internal failure goes to the log, never to the caller.
//! - **Another profile's record is a record that does not exist**: same code, same sentence.
//! - **One tenant's load is not another's wait**: dear work waits in its party's queue, and the places go round among the parties
//!   ([`turns`]). A party is one that the database has confirmed, never one that a caller claims ([`auth::regulars`]).
//! - **Every size that a caller can choose has a bound**, and costs no more than its size: bytes read ahead of a connection
//!   ([`server`]), bodies and answers in memory ([`house::flight`]), lists and maps in parameters, told mistakes
//!   ([`rpc::problems`]), kept replies. A call's cost for its length is paid before it reaches the writer.
//! - **A call reads so many bytes and no more** (`db::reading`): records are counted as they come from the database, so that no page
//!   and no related records fill the memory.
//! - **A call that is too late changes nothing**: it is withdrawn from the queue, interrupted and undone, or not committed. Work of
//!   many statements ends at its deadline by itself (`db::interrupt`), so that nothing is held for a caller who is gone.
//! - **Nothing that takes long runs on an async thread**: not a password, not a write, not a long page, nothing on PostgreSQL.
//! - **An amount is never a float.** [`fields::Money`] is a whole number of ten-thousandths from the wire to the
//!   disk and back.
//! - **Mistakes in a call cost no more than the body's length** ([`rpc::decode`]): each value is read once, the first hundred
//!   problems are told and the others counted, and each text and list of a caller has a greatest length.
//! - **The registry is the only list of methods.** Definition, metrics and conformance tests are made from it.
//! - **No request makes the program panic.** clippy denies `unwrap`, indexing and lossy casts outside tests; should a method
//!   panic nevertheless, its call ends with `internal` and its neighbours go on.
//! - **No log line holds a password, a token or a body**, and the database has only hashes of passwords and of application
//!   tokens. An application token is shown once, to its maker; so is a webhook's signing secret, which is kept as it is because
//!   it signs. The token of a one-time link is made when it is mailed or shown, and is nowhere else: a queued link has none yet.
//!   The use of a token is no change of it: uses are gathered in memory and written once a minute ([`db::token_uses`]).
//!
//! # What is not here, on purpose
//!
//! - No second route for calls. A module is a name in the registry; a method is a file and a line.
//! - No clustering. Nodes keep nothing that the others need: PostgreSQL, Patroni and PgBouncer do the rest.
//! - No cache of permissions. A revoked token is dead at the next call. While the primary does not answer, reads on a replica use
//!   the primary's answers of the last minute ([`db::recent`]).
//! - No macro that makes methods. The few macros, in [`db`], write the same query for both databases or for each table.
//! - No raw connection, no `or_filter`, no delete or update by query in a method's reach.
//! - No fallback from one database to the other: the URL's scheme decides.
//! - No TLS for clients. A proxy in front provides it.

pub mod auth;
pub mod client;
pub mod config;
pub mod courier;
pub mod db;
pub mod demo;
pub mod errand;
pub mod error;
pub mod fields;
pub mod house;
pub mod mail;
pub mod modules;
pub mod paper;
pub mod printer;
pub mod records;
pub mod rpc;
pub mod sentences;
pub mod server;
pub mod store;
pub mod sweep;
pub mod turns;
