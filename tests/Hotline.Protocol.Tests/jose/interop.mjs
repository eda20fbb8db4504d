// One JSON request on standard input, one JSON answer on standard output. All cryptography here is jose's.
import { readFileSync } from 'node:fs';
import {
  CompactSign,
  SignJWT,
  calculateJwkThumbprint,
  compactVerify,
  exportJWK,
  generateKeyPair,
  importJWK,
  jwtVerify,
} from 'jose';

const verify = async ({ compact, jwk, typ }) => {
  try {
    const { payload, protectedHeader } = await compactVerify(compact, await importJWK(jwk, 'ES256'), {
      algorithms: ['ES256'],
    });
    return { ok: protectedHeader.typ === typ, payload: Buffer.from(payload).toString('base64') };
  } catch (error) {
    return { ok: false, error: error.code ?? error.message };
  }
};

const token = async ({ token, jwk, audience, issuer, now }) => {
  try {
    const { payload } = await jwtVerify(token, await importJWK(jwk, 'ES256'), {
      algorithms: ['ES256'], typ: 'hotline-token+jwt', audience, issuer, currentDate: new Date(now), maxTokenAge: 300,
    });
    return { ok: true, claims: payload };
  } catch (error) {
    return { ok: false, error: error.code ?? error.message };
  }
};

/** A key of jose's own, an envelope and a token signed with it. */
const sign = async ({ payload, audience, issuedAt }) => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const kid = await calculateJwkThumbprint(await exportJWK(publicKey));
  return {
    kid,
    public: await exportJWK(publicKey),
    private: await exportJWK(privateKey),
    compact: await new CompactSign(new TextEncoder().encode(payload))
      .setProtectedHeader({ alg: 'ES256', typ: 'hotline+jws', kid })
      .sign(privateKey),
    token: await new SignJWT()
      .setProtectedHeader({ alg: 'ES256', typ: 'hotline-token+jwt', kid })
      .setIssuer(kid)
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + 300)
      .sign(privateKey),
  };
};

const { op, items } = JSON.parse(readFileSync(0, 'utf8'));
const answers = [];
for (const item of items) {
  answers.push(await { verify, token, sign, thumbprint: calculateJwkThumbprint }[op](item));
}
process.stdout.write(JSON.stringify(answers));
