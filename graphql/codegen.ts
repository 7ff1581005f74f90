import type { CodegenConfig } from '@graphql-codegen/cli';

/** Types of resolvers from the schema files; `npm run codegen -w @tallystick/graphql` writes them, a test looks for drift. */
const config: CodegenConfig = {
  schema: ['src/schema/**/*.graphql'],
  generates: {
    'src/schema/types.generated.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        immutableTypes: true,
        contextType: '../context.ts#ServiceContext',
        defaultScalarType: 'unknown',
        scalars: { Bytes: 'string', Time: 'number', Enin: 'number', Json: 'unknown', Count: 'number', ID: 'string' },
        mappers: {
          Block: '../read-model/ledger-rows.ts#BlockRow',
          Transaction: '../read-model/ledger-rows.ts#TransactionRow',
        },
        emitLegacyCommonJSImports: false,
        importExtension: '.ts',
      },
    },
  },
};
export default config;
