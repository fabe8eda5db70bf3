import type { Random } from './random.ts';
import { vocabularies } from './vocabulary.ts';

/** Code as it stands in answers: the keywords of the language, names made of English words, numbers, texts. */

type Line = (name: () => string, random: Random) => string;

const number = (random: Random): number => Math.floor(random.logNormal(40, 2));
const hex = (random: Random): string => Math.floor(random.next() * 2 ** 28).toString(16);
const camel = (first: string, second: string): string =>
  first + second.charAt(0).toUpperCase() + second.slice(1);

const python: [Line, ...Line[]] = [
  (name) => `def ${name()}_${name()}(${name()}, ${name()}=None):`,
  (name) => `    ${name()} = self.${name()}.get("${name()}")`,
  (name, random) => `    for ${name()} in range(${number(random)}):`,
  (name) => `        if not ${name()}: raise ValueError(f"no {${name()}}")`,
  (name) => `    return [${name()} for ${name()} in ${name()}_${name()}]`,
  (name) => `from ${name()} import ${name()}_${name()}`,
];
const typescript: [Line, ...Line[]] = [
  (name) => `export const ${camel(name(), name())} = async (${name()}: string): Promise<void> => {`,
  (name) => `  const { ${name()}, ${name()} } = await ${camel(name(), name())}(${name()});`,
  (name, random) =>
    `  if (${name()}.length > ${number(random)}) throw new RangeError('${name()} ${name()}');`,
  (name) => `  return ${name()}.map((${name()}) => ${name()}.${camel(name(), name())} ?? null);`,
  (name) => `import { ${camel(name(), name())} } from './${name()}-${name()}.ts';`,
  () => '};',
];
const sql: [Line, ...Line[]] = [
  (name) => `SELECT ${name()}, count(*) FROM ${name()}_${name()} GROUP BY ${name()};`,
  (name, random) => `UPDATE ${name()} SET ${name()}_id = ${number(random)} WHERE ${name()} IS NULL;`,
  (name) => `CREATE INDEX ${name()}_by_${name()} ON ${name()} (${name()}, created_at);`,
  (name) => `LEFT JOIN ${name()} AS x ON x.id = ${name()}.${name()}_id`,
];
const bash: [Line, ...Line[]] = [
  (name) => `cd ~/${name()}/${name()} && npm run ${name()}`,
  (name, random) => `git commit -m "${name()} ${name()}" # ${hex(random)}`,
  (name, random) =>
    `curl -s http://localhost:${1024 + random.below(60_000)}/${name()}/${name()} | jq .${name()}`,
  (name) => `find . -name '*.${name()}' -exec grep -l ${name()} {} +`,
  (name) => `docker run --rm -v "$PWD:/${name()}" ${name()}:latest`,
];
const json: [Line, ...Line[]] = [
  (name, random) => `  "${camel(name(), name())}": ${number(random)},`,
  (name) => `  "${name()}": { "${name()}": ["${name()}", "${name()}"] },`,
  (name, random) => `  "${name()}Id": "${hex(random)}-${hex(random)}",`,
];
const rust: [Line, ...Line[]] = [
  (name) => `pub fn ${name()}_${name()}(${name()}: &str) -> Result<(), Error> {`,
  (name) => `    let mut ${name()} = Vec::with_capacity(${name()}.len());`,
  (name) => `    ${name()}.iter().filter(|x| x.${name()}.is_some()).for_each(drop);`,
  () => '    Ok(())\n}',
];

const languages: readonly [[string, [Line, ...Line[]]], ...[string, [Line, ...Line[]]][]] = [
  ['python', python],
  ['python', python],
  ['typescript', typescript],
  ['ts', typescript],
  ['sql', sql],
  ['bash', bash],
  ['json', json],
  ['rust', rust],
  ['', bash],
];

const nameIn =
  (random: Random): (() => string) =>
  () =>
    vocabularies.english.draw(random);

export const codeBlock = (random: Random): string => {
  const [language, lines] = random.pick(languages);
  const name = nameIn(random);
  const length = Math.min(40, 1 + Math.floor(random.logNormal(4, 0.6)));
  const code = Array.from({ length }, () => random.pick(lines)(name, random));
  return `\`\`\`${language}\n${code.join('\n')}\n\`\`\``;
};

/** Between backticks in a sentence. */
export const codeSpan = (random: Random): string => {
  const name = nameIn(random);
  const spans: [string, ...string[]] = [
    `${name()}_${name()}`,
    `${camel(name(), name())}()`,
    `--${name()}=${number(random)}`,
    `/${name()}/${name()}.${name()}`,
  ];
  return `\`${random.pick(spans)}\``;
};
