// Prints updates of Yjs, each after its length (32 bits, little endian): `senders` documents take turns in putting a mark
// into a map that all share. `{n}` in a mark, as JSON on the command line, is the number of the update, in seven digits.
import * as Y from "yjs";

const [senders, many, mark] = process.argv.slice(2);
const documents = Array.from({ length: Number(senders) }, () => new Y.Doc());
let update;
for (const it of documents) it.on("update", (made) => (update = made));

const chunks = [];
for (let n = 0; n < Number(many); n++) {
	const value = JSON.parse(mark.replaceAll("{n}", String(n).padStart(7, "0")));
	documents[n % documents.length].getMap("marks").set(value.id, value);
	const length = Buffer.alloc(4);
	length.writeUInt32LE(update.length);
	chunks.push(length, update);
}
process.stdout.write(Buffer.concat(chunks));
