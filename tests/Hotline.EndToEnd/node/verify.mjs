// Verifies envelopes with jose alone. Standard input: {"key":JWK,"envelope":"…"} a line; out goes what each says.
import { createInterface } from 'node:readline';
import { calculateJwkThumbprint, compactVerify, importJWK } from 'jose';

for await (const line of createInterface({ input: process.stdin })) {
  const { key, envelope } = JSON.parse(line);
  const { payload, protectedHeader } = await compactVerify(envelope, await importJWK(key, 'ES256'), {
    algorithms: ['ES256'],
  });
  if (protectedHeader.kid !== (await calculateJwkThumbprint(key)))
    throw new Error('the kid is not the thumbprint of the key');
  process.stdout.write(
    JSON.stringify({
      header: protectedHeader,
      payload: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)),
    }) + '\n',
  );
}
