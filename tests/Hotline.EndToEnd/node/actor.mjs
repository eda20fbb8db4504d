// Somebody with a profile, in JavaScript: tokens and envelopes are made by jose alone, from what the protocol's README
// says.
import { readFile } from 'node:fs/promises';
import { CompactSign, calculateJwkThumbprint, importJWK } from 'jose';

export async function actor(profilePath) {
  const profile = JSON.parse(await readFile(profilePath, 'utf8'));
  const kid = await calculateJwkThumbprint(profile.key);
  const audience = await calculateJwkThumbprint(profile.hubKey);
  const key = await importJWK(profile.key, 'ES256');
  const sign = (payload, typ) =>
    new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
      .setProtectedHeader({ alg: 'ES256', kid, typ })
      .sign(key);
  return {
    profile,
    kid,
    token({ life = 240, client } = {}) {
      const iat = Math.floor(Date.now() / 1000);
      return sign(
        { iss: kid, aud: audience, iat, exp: iat + life, ...(client ? { cid: client } : {}) },
        'hotline-token+jwt',
      );
    },
    envelope: (payload) => sign(payload, 'hotline+jws'),
  };
}
