//! Makes an empty database from the migrations, against which sqlx checks every query while compiling.

use std::path::PathBuf;
use std::str::FromStr;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-changed=build.rs");
    let path = PathBuf::from(std::env::var("OUT_DIR")?).join("schema.db");
    let url = format!("sqlite://{}", path.display());
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(make(&path, &url))?;
    println!("cargo::rustc-env=DATABASE_URL={url}");
    Ok(())
}

async fn make(path: &PathBuf, url: &str) -> Result<(), Failure> {
    if path.exists() {
        std::fs::remove_file(path)?;
    }
    let mut connection = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .disable_statement_logging()
        .connect()
        .await?;
    sqlx::migrate::Migrator::new(std::path::Path::new("migrations")).await?.run(&mut connection).await?;
    connection.close().await?;
    Ok(())
}
