import { estimateExposed } from '@tallystick/protocol';
import { countRecords } from './rows.ts';
import type { ReadModel } from './store.ts';

/** Days of answers that the statistics list. */
const listedDays = 60;

/** Counts over the whole ledger at one height. */
export type LedgerStatistics = {
  readonly height: number;
  readonly authorisations: number;
  readonly revocations: number;
  readonly publications: number;
  readonly anchors: number;
  readonly commitments: number;
  readonly exports: {
    readonly files: number;
    readonly real: number;
    readonly padding: number;
    readonly revised: number;
  };
  readonly answers: readonly AnswerDayCount[];
};

/** Answers of one UTC day with the estimate of exposed phones and its 95 % interval. */
export type AnswerDayCount = {
  readonly day: number;
  readonly answers: number;
  readonly positive: number;
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
};

function sums(model: ReadModel, type: string, fields: readonly string[]): Record<string, number> {
  const columns = fields.map((field) => `coalesce(sum(json_extract(json, '$.${field}')), 0) AS ${field}`).join(', ');
  const row = model.db.prepare(`SELECT ${columns} FROM records WHERE type = ?`).get(type) ?? {};
  return Object.fromEntries(fields.map((field) => [field, Number(row[field])]));
}

function answersByDay(model: ReadModel): AnswerDayCount[] {
  return model.db
    .prepare(
      "SELECT json_extract(json, '$.day') AS day, sum(json_extract(json, '$.count')) AS answers," +
        " sum(json_extract(json, '$.sum')) AS positive FROM records WHERE type = 'answers'" +
        ' GROUP BY 1 ORDER BY 1 DESC LIMIT ?',
    )
    .all(listedDays)
    .map((row) => {
      const answers = Number(row.answers);
      const positive = Number(row.positive);
      const { estimate, low, high } = estimateExposed(answers, positive);
      return { day: Number(row.day), answers, positive, estimate, low, high };
    });
}

/** Counts everything once for each height: what was counted stays true until the next block. */
export function statisticsOf(model: ReadModel): LedgerStatistics {
  const height = model.height();
  const known = counted.get(model);
  if (known?.height === height) return known;
  const { real = 0, padding = 0, revised = 0 } = sums(model, 'export', ['real', 'padding', 'revised']);
  const statistics: LedgerStatistics = {
    height,
    authorisations: countRecords(model, 'authorisation'),
    revocations: countRecords(model, 'revocation'),
    publications: countRecords(model, 'publication'),
    anchors: countRecords(model, 'anchor'),
    commitments: sums(model, 'anchor', ['count']).count ?? 0,
    exports: { files: countRecords(model, 'export'), real, padding, revised },
    answers: answersByDay(model),
  };
  counted.set(model, statistics);
  return statistics;
}

const counted = new WeakMap<ReadModel, LedgerStatistics>();
