//! Documents: what the methods of quotations and of orders share. What their records share is in [`crate::records::document`].

pub mod heading;
pub mod lines;
pub mod number;
pub mod paper;
pub mod wanted;
