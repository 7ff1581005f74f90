/**
 * The mapping configuration that the adapter comes with: COVID-19 first, influenza second.
 *
 * Test codes: LOINC; tests of the virus and tests of antibodies stand in separate lists because public lists by disease
 * mix them. Result codes: SNOMED CT. Other hospitals replace this by a file (`POLICY_FILE`).
 */
import type { DecisionPolicyInput } from './policy.ts';

const covid19: DecisionPolicyInput['conditions'][number] = {
  id: 'covid-19',
  name: 'COVID-19',
  detectionTests: [
    ...['94307-6', '94308-4', '94309-2', '94314-2', '94316-7', '94500-6', '94533-7', '94534-5', '94558-4', '94559-2'],
    ...['94565-9', '94639-2', '94640-0', '94641-8', '94660-8', '94756-4', '94757-2', '94759-8', '94760-6', '94766-3'],
    ...[
      '94767-1',
      '94845-5',
      '95209-3',
      '95406-5',
      '95409-9',
      '95424-8',
      '95425-5',
      '95608-6',
      '95609-4',
      '95824-9',
      '96091-4',
    ],
    ...['96119-3', '96123-5', '96448-6', '96957-6', '96986-5', '97097-0', '97098-8', '98132-4'],
  ],
  // Panels, nominal tests ("identified in"), tests of the whole family of viruses, cycle thresholds and viral loads:
  // "Detected" under such a code does not say that SARS-CoV-2 was.
  unspecificTests: [
    ...['94306-8', '94531-1', '95380-2', '95422-2', '95423-0', '95826-4', '95941-1', '95942-9', '96741-4', '97099-6'],
    ...['94315-9', '94502-2', '94532-9', '94647-5', '94758-0', '95823-1', '96121-9', '96122-7', '96763-8', '94764-8'],
    ...['94510-5', '94511-3', '94642-6', '94643-4', '94644-2', '94645-9', '94646-7', '94745-7', '94746-5', '94819-0'],
    ...['95521-1', '95522-9', '97104-4', '99314-7', '95970-0', '100342-5'],
  ],
  antibodyTests: [
    ...['94503-0', '94504-8', '94505-5', '94506-3', '94507-1', '94508-9', '94547-7', '94562-6', '94563-4', '94564-2'],
    ...['94661-6', '94720-0', '94761-4', '94762-2', '94768-9', '94769-7', '95125-1', '95410-7', '95411-5', '95416-4'],
    ...['95427-1', '95428-9', '95429-7', '95542-7', '95825-6', '95971-8', '95972-6', '95973-4', '96118-5', '96603-6'],
    ...['96742-2', '96751-3', '98069-8', '98732-1', '98733-9', '98734-7', '99596-9', '99597-7', '99771-8', '99772-6'],
  ],
  namePattern: 'sars[- ]?cov|covid|coronavirus ?2|\\b2019[- ]?ncov',
  infectiousWindowDays: 14,
};

const influenza: DecisionPolicyInput['conditions'][number] = {
  id: 'influenza',
  name: 'Influenza',
  detectionTests: [
    ...['76078-5', '76080-1', '77026-3', '77027-1', '77028-9', '80382-5', '80383-3', '82166-0', '82167-8', '82168-6'],
    ...['82169-4', '82170-2', '85477-8', '85478-6', '92141-1', '92142-9', '92808-5', '92809-3', '34487-9', '40982-1'],
    ...['100973-7', '100974-5'],
  ],
  unspecificTests: ['95422-2', '95423-0', '95941-1', '97099-6', '95380-2', '95942-9'],
  antibodyTests: ['5229-0', '5230-8', '22827-0'],
  namePattern: 'influenza|\\bflu\\b',
  infectiousWindowDays: 14,
};

/** See the file's comment. */
export const defaultPolicy: DecisionPolicyInput = {
  version: '2026-1',
  conditions: [covid19, influenza],
  results: {
    positive: ['260373001', '10828004'],
    presumptive: ['720735008'],
    pooledPositive: ['462371000124108'],
    suspected: ['840544004'],
    negative: ['260415000', '260385009'],
    inconclusive: ['419984006', '42425007', '82334004', '455371000124106', '125154007', '373121007', '895231008'],
    positiveTexts: ['positive', 'detected'],
    negativeTexts: ['negative', 'not detected', 'none detected', 'undetected'],
    inconclusiveTexts: ['inconclusive', 'indeterminate', 'equivocal', 'invalid', 'invalid result', 'test not done'],
  },
  askOnEntryTests: [
    ...['95417-2', '95418-0', '95419-8', '95420-6', '95421-4', '65222-2', '11368-8', '77974-4', '82810-3', '30525-0'],
    ...['35659-2', '21612-7', '75325-1', '76691-5', '81959-9', '82589-3', '85354-9', '75617-1', '67723-7'],
    ...['89202-6', '82754-3', '80000-3', '29553-5', '8661-1', '11450-4', '75322-8', '10187-3', '82752-7'],
  ],
  controlTests: ['68993-5', '90101-7'],
  selfReportMarkers: ['OTCSelfReport', 'OTCProctored', '00Z0000042', 'SelfReport'],
  selfReported: 'hold',
  testConnection: false,
};
