/** Fabric's policy language: `AND('HealthMSP.peer', OR('AuthorityMSP.peer', 'AuditorMSP.peer'))`. */
import type { Policy, Principal, PrincipalRole, Rule } from './policy.ts';

const TOKEN = /\s*(?:(AND|OR|OutOf)\s*\(|'([^']*)'|"([^"]*)"|(\d+)|([,)]))/iy;
const PRINCIPAL = /^([A-Za-z0-9.-]+)\.(member|admin|client|peer|orderer)$/;

type Token = { open?: string; text?: string; number?: string; mark?: string };

/**
 * Compiles a policy.
 * @throws Error naming what does not parse
 */
export function parsePolicy(expression: string): Policy {
  const tokens = tokenize(expression);
  const principals: Principal[] = [];
  const fail = (what: string): never => {
    throw new Error(`unrecognized token '${what}' in policy string '${expression}'`);
  };

  function rule(): Rule {
    const token = tokens.shift() ?? fail('end');
    if (token.text !== undefined) return { kind: 'signedBy', principal: principalIndex(token.text) };
    if (token.open === undefined) return fail(token.mark ?? token.number ?? 'end');
    const n = token.open === 'outof' ? count() : undefined;
    const rules = list();
    if (n !== undefined && n > rules.length + 1) fail(String(n));
    return { kind: 'outOf', n: n ?? (token.open === 'and' ? rules.length : 1), rules };
  }

  function count(): number {
    const token = tokens.shift();
    const comma = tokens.shift();
    if (token?.number === undefined || comma?.mark !== ',') return fail(token?.text ?? 'end');
    return Number(token.number);
  }

  function list(): Rule[] {
    const rules = [rule()];
    for (;;) {
      const mark = tokens.shift()?.mark;
      if (mark === ')') return rules;
      if (mark !== ',') fail(mark ?? 'end');
      rules.push(rule());
    }
  }

  function principalIndex(text: string): number {
    const match = PRINCIPAL.exec(text);
    if (!match) return fail(text);
    const principal = { mspId: match[1]!, role: match[2] as PrincipalRole };
    const known = principals.findIndex((p) => p.mspId === principal.mspId && p.role === principal.role);
    return known >= 0 ? known : principals.push(principal) - 1;
  }

  const parsed = rule();
  if (tokens.length > 0) fail(JSON.stringify(tokens[0]));
  return { rule: parsed, principals };
}

function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const source = expression.trim();
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (!match) throw new Error(`unrecognized token '${source.slice(at)}' in policy string '${expression}'`);
    tokens.push({ open: match[1]?.toLowerCase(), text: match[2] ?? match[3], number: match[4], mark: match[5] });
  }
  return tokens;
}
