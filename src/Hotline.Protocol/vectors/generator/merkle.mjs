import { sha256 } from './jws.mjs';

const hex = (bytes) => bytes.toString('hex');
export const leafHash = (data) => sha256(Buffer.from([0]), data);
export const nodeHash = (left, right) => sha256(Buffer.from([1]), left, right);

/** RFC 6962 §2.1, literally: split at the largest power of two below the size. */
const split = (n) => { let k = 1; while (k * 2 < n) k *= 2; return k; };
export const rootOf = (leaves) => (leaves.length === 0 ? sha256(Buffer.alloc(0)) : leaves.length === 1 ? leaves[0]
  : nodeHash(rootOf(leaves.slice(0, split(leaves.length))), rootOf(leaves.slice(split(leaves.length)))));
export const pathOf = (index, leaves) => {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  return index < k
    ? [...pathOf(index, leaves.slice(0, k)), rootOf(leaves.slice(k))]
    : [...pathOf(index - k, leaves.slice(k)), rootOf(leaves.slice(0, k))];
};

// The entries by which implementations of RFC 6962 have long been compared.
const entries = [
  '', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f',
].map((h) => Buffer.from(h, 'hex'));

export const merkle = () => {
  const leaves = entries.map(leafHash);
  const many = Array.from({ length: 130 }, (_, i) => leafHash(Buffer.from(String(i))));
  return {
    leaves: entries.map((entry, i) => ({ entry: hex(entry), hash: hex(leaves[i]) })),
    nodes: [{ left: hex(leaves[0]), right: hex(leaves[1]), hash: hex(nodeHash(leaves[0], leaves[1])) }],
    roots: Array.from({ length: entries.length + 1 }, (_, size) => ({
      size,
      root: hex(rootOf(leaves.slice(0, size))),
    })),
    proofs: [
      ...[1, 2, 3, 5, 7, 8].flatMap((size) =>
        Array.from({ length: size }, (_, index) => proof(leaves.slice(0, size), index)),
      ),
      ...[
        [127, 128],
        [128, 129],
        [0, 130],
        [64, 130],
        [129, 130],
      ].map(([index, size]) => proof(many.slice(0, size), index)),
    ],
  };
};

const proof = (leaves, index) => ({
  size: leaves.length,
  index,
  leaf: hex(leaves[index]),
  path: pathOf(index, leaves).map(hex),
  root: hex(rootOf(leaves)),
});
