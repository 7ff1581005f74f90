import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** A tar archive of small files whose bytes depend on nothing but names and contents (POSIX ustar). */
function tar(files: readonly { name: string; content: Buffer }[]): Buffer {
  const blocks: Buffer[] = [];
  for (const { name, content } of files) {
    const header = Buffer.alloc(512);
    header.write(name, 0, 100, 'utf8');
    header.write('0000644\0', 100, 'latin1');
    header.write('0000000\0', 108, 'latin1');
    header.write('0000000\0', 116, 'latin1');
    header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
    header.write('00000000000\0', 136, 'latin1');
    header.write('        ', 148, 'latin1');
    header.write('0', 156, 'latin1');
    header.write('ustar\x0000', 257, 'latin1');
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    blocks.push(header, content, Buffer.alloc((512 - (content.length % 512)) % 512));
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** gzip without time or operating system in its header. */
function gzip(bytes: Buffer): Buffer {
  const zipped = gzipSync(bytes, { level: 9 });
  zipped.fill(0, 4, 8);
  zipped[9] = 255;
  return zipped;
}

/** A chaincode-as-a-service package for one peer, and the id that Fabric gives it: `label:sha256`. */
export function chaincodePackage(label: string, address: string): { bytes: Buffer; packageId: string } {
  const connection = Buffer.from(JSON.stringify({ address, dial_timeout: '10s', tls_required: false }));
  const metadata = Buffer.from(JSON.stringify({ type: 'ccaas', label }));
  const bytes = gzip(
    tar([
      { name: 'metadata.json', content: metadata },
      { name: 'code.tar.gz', content: gzip(tar([{ name: 'connection.json', content: connection }])) },
    ]),
  );
  return { bytes, packageId: `${label}:${createHash('sha256').update(bytes).digest('hex')}` };
}
