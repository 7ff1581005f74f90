/** The definition of the test networks: three organisations, 2 of 3, collections of each kind. */
import path from 'node:path';
import { definitionOfFolder } from '../chaincode-folder.ts';
import type { NetworkDefinition } from '../definition.ts';
import { PACKAGE_ID } from './chaincode-process.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../test/chaincode');

/** A definition whose chaincode listens at an address. */
export function testDefinition(
  address: string,
  changes: Partial<NetworkDefinition['chaincode']> = {},
): NetworkDefinition {
  const definition = definitionOfFolder(FOLDER, { channel: 'testing', portBase: 0, address });
  return {
    ...definition,
    chaincode: { ...definition.chaincode, name: 'fixture', version: '1.0', packageId: PACKAGE_ID, ...changes },
  };
}
