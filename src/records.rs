//! The record of each kind. What holds here: nothing knows a call.

pub mod readers;
