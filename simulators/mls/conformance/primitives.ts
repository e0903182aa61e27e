import assert from 'node:assert/strict';
import { refhash } from 'ts-mls/crypto/hash.js';
import { decryptWithLabel, encryptWithLabel } from 'ts-mls/crypto/hpke.js';
import { deriveSecret, deriveTreeSecret, expandWithLabel as libraryExpand } from 'ts-mls/crypto/kdf.js';
import { signWithLabel, verifyWithLabel } from 'ts-mls/crypto/signature.js';
import { computePskSecret } from 'ts-mls/presharedkey.js';
import { left, parent, right, root, sibling, toNodeIndex } from 'ts-mls/treemath.js';
import { expandWithLabel } from '../engine/label.ts';
import { reader } from '../wire/reader.ts';
import { parsed } from '../wire/result.ts';
import { lengthHeader, uint32 } from '../wire/writer.ts';
import { hex, same, vectorFile } from './vector-file.ts';

type Fields = Readonly<Record<string, string>>;
interface CryptoBasics {
  readonly cipher_suite: number;
  readonly ref_hash: Fields;
  readonly expand_with_label: Fields & { readonly length: never };
  readonly derive_secret: Fields;
  readonly derive_tree_secret: Fields & { readonly generation: never; readonly length: never };
  readonly sign_with_label: Fields;
  readonly encrypt_with_label: Fields;
}

const of = (fields: Fields, name: string): Uint8Array => hex(fields[name] ?? assert.fail(`no ${name}`));
const label = (fields: Fields): string => fields['label'] ?? assert.fail('no label');

export const cryptoBasics = vectorFile<CryptoBasics>(
  'crypto-basics',
  2,
  {
    ours: ['expandWithLabel', 'DeriveTreeSecret by expandWithLabel'],
    library: ['RefHash, DeriveSecret, SignWithLabel and EncryptWithLabel framing'],
  },
  async (vector, suite, count) => {
    const { ref_hash, expand_with_label, derive_secret, derive_tree_secret, sign_with_label, encrypt_with_label } =
      vector;
    same(await refhash(label(ref_hash), of(ref_hash, 'value'), suite.hash), ref_hash['out'] ?? '', 'RefHash');
    count('RefHash');

    const [secret, context, length] = [
      of(expand_with_label, 'secret'),
      of(expand_with_label, 'context'),
      Number(expand_with_label.length),
    ];
    const name = label(expand_with_label);
    same(
      await libraryExpand(secret, name, context, length, suite.kdf),
      expand_with_label['out'] ?? '',
      'ExpandWithLabel',
    );
    same(expandWithLabel(name, length)(secret, context), expand_with_label['out'] ?? '', 'our ExpandWithLabel');
    count('ExpandWithLabel');

    same(
      await deriveSecret(of(derive_secret, 'secret'), label(derive_secret), suite.kdf),
      derive_secret['out'] ?? '',
      'DeriveSecret',
    );
    count('DeriveSecret');

    const tree = {
      secret: of(derive_tree_secret, 'secret'),
      name: label(derive_tree_secret),
      generation: Number(derive_tree_secret.generation),
      length: Number(derive_tree_secret.length),
    };
    same(
      await deriveTreeSecret(tree.secret, tree.name, tree.generation, tree.length, suite.kdf),
      derive_tree_secret['out'] ?? '',
      'DeriveTreeSecret',
    );
    same(
      expandWithLabel(tree.name, tree.length)(tree.secret, uint32(tree.generation)),
      derive_tree_secret['out'] ?? '',
      'our DeriveTreeSecret',
    );
    count('DeriveTreeSecret');

    const signed = [label(sign_with_label), of(sign_with_label, 'content')] as const;
    const publicKey = of(sign_with_label, 'pub');
    assert.ok(await verifyWithLabel(publicKey, ...signed, of(sign_with_label, 'signature'), suite.signature));
    const ours = await signWithLabel(of(sign_with_label, 'priv'), ...signed, suite.signature);
    assert.ok(await verifyWithLabel(publicKey, ...signed, ours, suite.signature));
    count('SignWithLabel');

    const { hpke } = suite;
    const [sealedLabel, sealedContext] = [label(encrypt_with_label), of(encrypt_with_label, 'context')];
    const key = await hpke.importPrivateKey(of(encrypt_with_label, 'priv'));
    const [enc, ct] = [of(encrypt_with_label, 'kem_output'), of(encrypt_with_label, 'ciphertext')];
    const plaintext = encrypt_with_label['plaintext'] ?? '';
    same(await decryptWithLabel(key, sealedLabel, sealedContext, enc, ct, hpke), plaintext, 'DecryptWithLabel');
    const recipient = await hpke.importPublicKey(of(encrypt_with_label, 'pub'));
    const again = await encryptWithLabel(recipient, sealedLabel, sealedContext, hex(plaintext), hpke);
    same(
      await decryptWithLabel(key, sealedLabel, sealedContext, again.enc, again.ct, hpke),
      plaintext,
      'EncryptWithLabel',
    );
    count('EncryptWithLabel');
  },
);

interface TreeMath {
  readonly n_leaves: number;
  readonly root: number;
  readonly left: readonly (number | null)[];
  readonly right: readonly (number | null)[];
  readonly parent: readonly (number | null)[];
  readonly sibling: readonly (number | null)[];
}

export const treeMath = vectorFile<TreeMath>(
  'tree-math',
  10,
  { ours: [], library: ['tree arithmetic'] },
  (vector, _suite, count) => {
    assert.equal(root(vector.n_leaves), vector.root);
    const relations = {
      left,
      right,
      parent: (node: ReturnType<typeof toNodeIndex>) => parent(node, vector.n_leaves),
      sibling: (node: ReturnType<typeof toNodeIndex>) => sibling(node, vector.n_leaves),
    };
    for (const [name, relation] of Object.entries(relations)) {
      for (const [node, expected] of vector[name as keyof typeof relations].entries()) {
        if (expected === null) continue; // leaves have no children, the root no parent
        assert.equal(relation(toNodeIndex(node)), expected, `${name} of ${node}`);
        count('relations');
      }
    }
  },
);

export const deserialization = vectorFile<{ readonly vlbytes_header: string; readonly length: number }>(
  'deserialization',
  14,
  { ours: ['variable-length vector codec (wire)'], library: [] },
  (vector) => {
    const header = hex(vector.vlbytes_header);
    const bytes = new Uint8Array(header.length + vector.length);
    bytes.set(header);
    const result = parsed(() => reader(bytes).opaque('vector').length);
    assert.deepEqual(result, { ok: true, value: vector.length });
    same(lengthHeader(vector.length), vector.vlbytes_header, 'the header that we write');
  },
);

interface PskSecret {
  readonly cipher_suite: number;
  readonly psks: readonly { readonly psk_id: string; readonly psk: string; readonly psk_nonce: string }[];
  readonly psk_secret: string;
}

export const pskSecret = vectorFile<PskSecret>(
  'psk_secret',
  22,
  { ours: [], library: ['computePskSecret'] },
  async (vector, suite) => {
    const psks = vector.psks.map(({ psk_id, psk, psk_nonce }): Parameters<typeof computePskSecret>[0][number] => [
      { psktype: 'external', pskId: hex(psk_id), pskNonce: hex(psk_nonce) },
      hex(psk),
    ]);
    same(await computePskSecret(psks, suite), vector.psk_secret, 'psk_secret');
  },
);
