/** Other names that fences and people use for a language. */
const aliases: Readonly<Record<string, string>> = {
  py: 'python',
  python3: 'python',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  node: 'javascript',
  ts: 'typescript',
  tsx: 'typescript',
  sh: 'bash',
  shell: 'bash',
  zsh: 'bash',
  console: 'bash',
  'c++': 'cpp',
  cc: 'cpp',
  hpp: 'cpp',
  'c#': 'csharp',
  cs: 'csharp',
  'f#': 'fsharp',
  golang: 'go',
  rs: 'rust',
  rb: 'ruby',
  kt: 'kotlin',
  yml: 'yaml',
  md: 'markdown',
  ps1: 'powershell',
  pwsh: 'powershell',
  docker: 'dockerfile',
  htm: 'html',
  objc: 'objectivec',
  tex: 'latex',
  text: 'plaintext',
  txt: 'plaintext',
};

/** One name for each language of code: what `lang:` takes and a fence says, lower case, aliases resolved. */
export const codeLanguage = (name: string): string => {
  const lower = name.toLowerCase();
  // Not `in`, nor a bare look: a fence may say `constructor`.
  return Object.hasOwn(aliases, lower) ? (aliases[lower] ?? lower) : lower;
};
