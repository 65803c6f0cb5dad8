//! Ventanilla: a CRM behind one POST endpoint, on SQLite or PostgreSQL. This page is the map.
//!
//! # Rooms
//!
//! | room | what it is for |
//! |---|---|
//! | `main.rs` | the command line: `serve`, `migrate`, `user create`, `profile create`, `demo`, `backup`, `client` |
//! | [`config`] | every setting, once: flag, environment variable, default, check |
//! | [`server`] | the one route, the limits, the log line of each call, shutdown; GET for health, readiness, metrics, the definition, and files |
//! | [`rpc`] | envelope, registry, the [`Method`](rpc::method::Method) trait, decoding, the definition (OpenRPC); nothing about CRM |
//! | [`client`] | clients in Python, TypeScript and PHP, written from the definition |
//! | [`sentences`] | every sentence that a caller is told, once, in each language |
//! | [`error`] | every failure code, once, with its status |
//! | [`auth`] | who may do what: passwords, tokens, roles, rights and what they permit, secrets, signed addresses, what signs webhooks and where they may lead, the patience with wrong ones; no HTTP and no table |
//! | [`db`] | connections, scopes, where reads and writes run, the change record, counters, search: the only room that knows which database it is |
//! | [`records`] | the record of each kind: its columns, its view on the wire, the text that is searched, and the row of each kind; nothing about calls |
//! | [`fields`] | the values that cross the wire: ids, texts, dates, amounts, ranges, pages, addresses; each type is its own proof |
//! | [`modules`] | the business: a file per module (what its methods share) and a file per method |
//! | [`house`] | what all calls share beside the database: who signs tokens and addresses, how patient we are, who may register and make profiles, whether mails are sent, where files are kept, where webhooks may lead |
//! | [`turns`] | fair shares of what is dear: whose turn it is, and until when anybody waits for it |
//! | [`errand`] | the threads that work beside the calls, until the service stops: one for mails, one for webhooks |
//! | [`mail`] | the errand that sends what is in the outbox ([`db::outbox`]) through an SMTP server |
//! | [`courier`] | the errand that makes the deliveries to webhooks ([`db::deliveries`]) |
//! | [`store`] | the content of files: a folder, or a bucket of S3; the only room that waits for one |
//! | [`demo`] | the demonstration's data, through the same write path as everything else |
//!
//! `Companies.CreateCompany` is in `src/modules/companies/create_company.rs`. What tests it is in the mirror of
//! that path, `tests/suite/companies/create_company.rs`; its example, which the definition shows and the tests
//! execute, is `examples/Companies/CreateCompany.json`.
//!
//! # Floors
//!
//! Rooms stand on floors, and a room uses those below it alone: what two rooms need lies under both. `tests/suite/floors.rs` reads
//! this list, and fails on an arrow that goes up or aside. It knows one exception, `db` and `records`: whose a record is, is
//! private to the database, so the SQL that all records share is there, and what is in their columns is here.
//!
//! ```text
//! main
//! server
//! demo courier
//! modules config client
//! rpc
//! mail
//! db records
//! house
//! store errand
//! auth
//! turns
//! fields
//! error
//! sentences
//! ```
//!
//! # How one request travels
//!
//! 1. [`server`] gives the request its id and reads the body within its limit. [`rpc::body`] finds the calls in it, one
//!    or several, as envelopes or as JSON-RPC; what follows is done for one after the other, each with an id of its
//!    own. [`rpc::registry`] finds the method.
//! 2. [`server`] verifies the token's signature, or an application token's checksum. Whether the token is still
//!    alive, and what its user may do, is asked of the database where the scope is opened; of an application token that
//!    was not met lately, and of all who send something long, before anything of the call is decoded. What is long is
//!    decoded on a blocking thread, in its caller's turn.
//! 3. [`rpc::opening`] takes `profile_id` and the like out of the parameters ([`rpc::common_parameters`]) and decodes the rest into the method's own
//!    type; everything that is wrong is collected, not the first alone. What needs no transaction and takes
//!    long, such as to hash a password, is done here; and what is to be kept as a file goes to the [`store`], which is
//!    waited for without a thread or a connection.
//! 4. The call goes to where it belongs: a short read on SQLite stays on the thread that took the request;
//!    other reads wait for their turn ([`turns`]) and go to a blocking thread with a pooled connection, or to a replica
//!    ([`db::reads`]); a write goes to SQLite's writer thread, or to a transaction on PostgreSQL ([`db::writes`]). Nothing
//!    waits beyond the call's deadline.
//! 5. There the scope is opened ([`db::scope`]): the token, its rights, the membership and the role are looked up
//!    ([`db::standing`]), in the same transaction in which a write then works.
//! 6. A write that comes with an idempotency key and was made before ends here, with the reply of that time
//!    (`db::idempotency`); so does one whose caller knows another version of the record.
//! 7. The method's `check` adds what only the database knows to be wrong, and hands over what it found. If anything is wrong,
//!    that is the answer. Else `call` does it, with what was found.
//! 8. The reply is written (in the form of JSON-RPC, if the call came in that), the transaction is committed with its
//!    change records and counters, the caller is answered, and one log line and the metrics say how it went.
//!
//! # What holds
//!
//! - **Tenancy is proved by type.** A method never sees a profile id that came from the wire. Opening a scope is
//!   the only way to one, a query begins at the scope's profile, and it can be narrowed, never widened. The
//!   compile-fail examples in [`db::scope`] are tests. The database refuses links across profiles by itself:
//!   foreign keys are composite.
//! - **A profile can stay on one node of many.** On PostgreSQL every key of what belongs to a profile begins with the profile,
//!   and every statement names it. `tests/suite/tenancy.rs` lists what can't.
//! - **A script does what its token's rights say, in the token's profile, and never more than who made the token may
//!   do at that moment.** Which right a method needs follows from its module, its scope and its name, in
//!   [`auth::permission`] alone; what is about a person, and what makes tokens, no token reaches.
//! - **What a record refers to is said once**, on the record (`Record::REFERENCES`, `LINKS`), and a kind of record has one row
//!   ([`records::kinds`]). The guards of deletions, the feed, the upsert and the rights read them; a test compares them with the
//!   foreign keys. A kind that has no row does not compile.
//! - **What `changes` keeps of a record is all of it**: `Record::REVIVE` reads the record back from its view, whatever the version
//!   of the program that wrote it. A kind whose view leaves out a secret has none, and nobody can try.
//! - **What is shown of a kind of record is what its own methods would show.** Which right that is the kind's row says, and
//!   whoever shows something of another kind asks [`modules::withheld`]; the reply names what is missing.
//! - **What a method writes of another kind needs that kind's right**: the one write path asks the row of what is written, and
//!   refuses a kind that the method does not declare (`Method::TOUCHES`).
//! - **Dead is dead.** An application token belongs to the membership of who made it, which no later one revives.
//! - **There is one write path.** What belongs to a profile is written by [`db::scope::Editor`] (and one's own
//!   notifications are marked as read by [`db::scope::Recipient`]), which leaves a row in `changes` in the same
//!   transaction. Audit, synchronisation, webhooks and undo are readers of it.
//! - **The feed skips nothing and repeats nothing**, also over transactions that run side by side: [`db::feed`] has the proof.
//! - **Acknowledged means on disk.** SQLite runs with `synchronous = FULL`, and the writer answers after the
//!   commit. Where a commit failed and may be found all the same, that is what is answered (`outcome_unknown`), and on SQLite
//!   nothing is written until the disk has taken another one.
//! - **What Rust computes of what is kept is computed anew when it computes otherwise** ([`db::renewal`]): behind the migrations,
//!   before anybody is served, in steps that whoever is killed goes on from, and without a change record.
//! - **A failed call changes nothing.** On PostgreSQL each has a transaction of its own. On SQLite, where calls share
//!   one, a call that fails after it may have written has the whole batch rolled back and done again, with a
//!   savepoint around each. An upsert says of each record what became of it.
//! - **A node that is frozen holds nobody up for long.** Each transaction on PostgreSQL says how long it waits for a lock, and
//!   how long the database waits for it ([`db::writes`]).
//! - **A write may run more than once**, from the start, before it is committed. A method keeps no state of its
//!   own and has no effect outside its transaction, but for content that it leaves in the [`store`] under that
//!   content's own hash, where once more is the same.
//! - **A file is fetched with a signature that was made for it**, and with nothing else. [`db::files`] is the one
//!   look at a profile's record without a member of the profile.
//! - **A batch is its calls**, each in a scope of its own, on one connection after another ([`rpc::batch`]); it has no rights
//!   that they don't have.
//! - **What is only shown is rolled back** (`dry_run`), by whoever would have committed it; the method does not know.
//! - **A caller who says which version it knows changes no other** ([`db::versions`]): the record is looked at and held in
//!   the transaction before the method begins.
//! - **Any id may be another system's.** What a call names so is gathered while its parameters are read, looked up in its
//!   own transaction ([`db::external_ids`]), and its parameters are read again ([`rpc::decode`]); a method never sees it.
//! - **What a call names by its id is looked up once**: ids of all kinds are gathered while parameters are read, and looked up
//!   together when the first is asked for ([`db::mentions`]); only a method's own record is loaded whole.
//! - **An upsert is the two methods that create and edit**, each record in a savepoint ([`rpc::upsert`]); it has no rights
//!   that they don't have.
//! - **A write under an idempotency key is made once**: its reply is kept in its own transaction, with a hash of what was
//!   asked, unless a secret is in either.
//! - **SQL that differs is in [`db`]** and nowhere else, as a `match` on the connection. Methods write
//!   diesel's queries, which both databases take.
//! - **A mail is queued where it is called for and sent elsewhere**: a row in the transaction, so that a call that
//!   fails tells nobody anything; then at least once, by one node at a time.
//! - **A webhook is told each change at least once, a record's in their order**: it follows the feed, and the write that made
//!   the change has no part in it ([`db::deliveries`]).
//! - **A delivery goes to no address inside the network** unless a setting names it: the address is judged that is connected
//!   to, not the name ([`auth::guard`]).
//! - **Ids, owners, versions and times come from the scope.** A record's struct has only what the record says.
//! - **Each failure code exists once**, in [`error`], with its status. A database that is gone is never a record
//!   that is missing, and the cause of an internal failure goes to the log, never to the caller.
//! - **A record that is another's is a record that does not exist**: same code, same sentence.
//! - **One tenant's load is not another's wait**: what is dear waits in its party's queue, and the places go round among the
//!   parties ([`turns`]). A party is what the database has confirmed, never what a caller claims ([`auth::regulars`]).
//! - **Whatever a caller can choose the size of has a bound**, and costs no more than its size: what a connection is read ahead
//!   ([`server`]), bodies and answers in memory ([`house::flight`]), lists and maps in parameters, what is told of mistakes ([`rpc::problems`]), kept replies. What a call
//!   costs by its length is paid for before it reaches the writer.
//! - **A call that is too late changes nothing**: it is withdrawn from the queue, interrupted and undone, or not committed.
//! - **Nothing that takes long runs on an async thread**: not a password, not a write, not a long page, nothing on PostgreSQL.
//! - **An amount is never a float.** [`fields::Money`] is a whole number of ten-thousandths from the wire to the
//!   disk and back.
//! - **What is wrong with a call costs what its body is long, and no more** ([`rpc::decode`]): each value is read once, the
//!   first hundred problems are told and the others counted, and what a caller fills has a greatest length.
//! - **The registry is the only list of methods.** Definition, metrics and conformance tests are made from it.
//! - **Nothing panics on what a caller sends.** clippy denies `unwrap`, indexing and lossy casts outside tests;
//!   should a method panic nevertheless, its call ends with `internal` and its neighbours go on.
//! - **No log line holds a password, a token or a body**, and the database has only hashes of passwords and of
//!   application tokens. Such a token is shown once, to who makes it; so is what signs a webhook, which has to be kept as it is. That it was used is no change of it: uses are gathered in memory and written
//!   once a minute ([`db::token_uses`]).
//!
//! # What is not here, on purpose
//!
//! - No second route. A module is a name in the registry; a method is a file and a line.
//! - No clustering. Nodes keep nothing that the others need: PostgreSQL, Patroni and PgBouncer do the rest.
//! - No cache of permissions. A token that was revoked is dead at the next call. While the primary does not answer, a replica
//!   is read by what the primary said within the last minute ([`db::recent`]).
//! - No macro that makes methods. The few there are, in [`db`], write the same query for both databases or for each table.
//! - No raw connection, no `or_filter`, no delete or update by query in a method's reach.
//! - No fallback from one database to the other: the URL's scheme decides.
//! - No TLS for clients. A proxy in front does it.

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
pub mod records;
pub mod rpc;
pub mod sentences;
pub mod server;
pub mod store;
pub mod turns;
