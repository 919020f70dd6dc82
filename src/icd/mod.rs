//! The code book.
