/** What the server is told of a receipt. Apart from it: every page signs people out, and few make a receipt. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { meant } from './receipt'

/** SHA-256 in lower-case hex; by our own arithmetic, since plain HTTP has no `crypto.subtle`. */
export const digestOf = (receipt: string) => bytesToHex(sha256(utf8ToBytes(meant(receipt))))
