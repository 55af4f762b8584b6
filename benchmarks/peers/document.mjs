// Writes a document with the content of a retreat, read as JSON from standard input, where Hocuspocus' SQLite extension
// finds it: segments in order, the words of each as text that several may change at once, and marks by their ids.
import BetterSqlite3 from "better-sqlite3";
import * as Y from "yjs";

const [database, name] = process.argv.slice(2);
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { segments, marks } = JSON.parse(Buffer.concat(chunks));

const document = new Y.Doc();
document.transact(() => {
	document.getArray("segments").push(segments.map(({ text, ...segment }) => segment));
	const words = document.getMap("words");
	for (const { id, text } of segments) words.set(id, new Y.Text(text));
});
// People do one after the other.
const all = document.getMap("marks");
for (const mark of marks) all.set(mark.id, mark);

const tables = new BetterSqlite3(database);
tables.exec('CREATE TABLE "documents" ("name" varchar(255) NOT NULL, "data" blob NOT NULL, UNIQUE(name))');
tables.prepare('INSERT INTO "documents" VALUES (?, ?)').run(name, Y.encodeStateAsUpdate(document));
