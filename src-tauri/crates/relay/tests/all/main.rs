//! The relay as Meta and the laptops meet it: real sockets, real files, real processes.

mod dump;
mod http;
mod ingress;
mod kill;
mod login;
mod meta;
mod operations;
mod pairing;
mod retention;
mod signatures;
mod stream;
mod world;
