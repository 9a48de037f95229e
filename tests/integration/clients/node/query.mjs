// Runs a query on a published file, read-only, and prints its rows as JSON. Usage: node query.mjs FILE SQL
import { DuckDBInstance } from "@duckdb/node-api";

const [file, sql] = process.argv.slice(2);
const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY" });
const connection = await instance.connect();
const rows = await connection.runAndReadAll(sql);
console.log(JSON.stringify(rows.getRowsJson()));
connection.closeSync();
