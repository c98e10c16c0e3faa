/** The tables of what goes over HTTP and to the host: problems and events. */
import type { Response } from 'express';
import { PROBLEMS, type Problem, type ProblemCode } from '../../src/contract/problems.js';
import { sendProblem } from '../../src/http/problem-response.js';
import { code, type Table } from './markdown.js';
import type { Member, TypeReader } from './read-types.js';
import { WHEN } from './words.js';

/** Members that every problem has, or that are its `detail` in other words. */
const OF_EVERY_PROBLEM = new Set(['ok', 'code', 'detail']);

const problemCodes = Object.keys(PROBLEMS) as readonly ProblemCode[];

/** The `detail` of the answer where the problem brings none of its own. */
function detailOf(problemCode: ProblemCode): string {
  let body = '{}';
  // Only what an answer needs: the reference sends nothing.
  const response = {
    setHeader: () => response,
    end: (text: string) => {
      body = text;
    },
  };
  sendProblem(response as unknown as Response, { ok: false, code: problemCode } as Problem);
  const { detail } = JSON.parse(body) as { readonly detail?: string };
  return detail ?? '';
}

const memberList = (members: readonly Member[]): string => members.map(({ name }) => code(name)).join(', ');

/** One row for each code, in the order of their statuses. */
export function problemTable(reader: TypeReader): Table {
  const kinds = new Map(reader.kindsOf('Problem', 'code').map((kind) => [kind.tag, kind]));
  const rows = problemCodes.map((problemCode) => {
    const { status, title } = PROBLEMS[problemCode];
    const members = (kinds.get(problemCode)?.members ?? []).filter(({ name }) => !OF_EVERY_PROBLEM.has(name));
    return [String(status), code(problemCode), title, memberList(members), WHEN[problemCode]];
  });
  return { header: ['status', '`code`', '`title`', 'members', 'when'], rows };
}

/** Of the problems that bring no `detail` of their own. */
export function detailTable(reader: TypeReader): Table {
  const exact = new Set(
    reader
      .kindsOf('Problem', 'code')
      .filter(({ members }) => members.some(({ name, isRequired }) => name === 'detail' && isRequired))
      .map(({ tag }) => tag),
  );
  const rows = problemCodes.filter((each) => !exact.has(each)).map((each) => [code(each), detailOf(each)]);
  return { header: ['`code`', '`detail`'], rows };
}

/** Members of events that name a verification or a call, and that all events have. */
const OF_ALL = ['at'];

export function eventTable(reader: TypeReader): Table {
  const rows = reader
    .kindsOf('CallVerificationEvent', 'type')
    .map(({ tag, words, members }) => [code(tag), words, memberList(members.filter(({ name }) => !OF_ALL.includes(name)))]);
  return { header: ['event', 'means', 'members beside `type` and `at`'], rows };
}

/** Only members that need a word: their names, types and declarations' words. */
export function eventMemberTable(reader: TypeReader): Table {
  const told = new Map<string, string[]>();
  for (const { tag, members } of reader.kindsOf('CallVerificationEvent', 'type')) {
    for (const { name, type, words } of members.filter((member) => member.words !== '' && !OF_ALL.includes(member.name))) {
      const key = [code(name), code(type), words].join('\n');
      told.set(key, [...(told.get(key) ?? []), tag]);
    }
  }
  const most = 3;
  const rows = [...told].map(([key, tags]) => {
    const [name = '', type = '', words = ''] = key.split('\n');
    return [name, tags.length > most ? 'all that name it' : tags.map(code).join(', '), type, words];
  });
  return { header: ['member', 'of', 'type', 'meaning'], rows };
}
