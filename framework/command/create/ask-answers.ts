// Asks for the name and the template of a new site, at a terminal where a person can answer.
import { createUserError } from '../../node/user-error.ts'
import { findNearMiss } from '../../routing/near-miss.ts'
import { formatColumns } from '../../build/report/format-columns.ts'
import type { Terminal } from '../terminal.ts'
import { templateNames, templates } from './templates.ts'

/** Asks for the folder. An empty answer means `my-site`. */
export async function askFolder(terminal: Terminal): Promise<string> {
  return (await ask(terminal, 'Where should the site be? (my-site) ')) || 'my-site'
}

/** Asks for the template, by number or name, until the answer is one. An empty answer means the first. */
export async function askTemplate(terminal: Terminal): Promise<string> {
  const rows = templateNames.map((name, index) => [
    `  ${index + 1}  ${terminal.paint('cyan', name)}`,
    templates[name]!.summary,
  ])
  for (const line of ['Which template?', ...formatColumns(rows)]) terminal.print(line)
  for (;;) {
    const answer = await ask(terminal, `Number or name (${templateNames[0]}): `)
    if (answer === '') return templateNames[0]!
    const chosen = templateNames[Number(answer) - 1] ?? findNearMiss(answer, templateNames)
    if (chosen !== undefined) return chosen
    terminal.print(
      `There is no template ${answer}. Enter a number from 1 to ${templateNames.length}, or a name.`,
    )
  }
}

async function ask(terminal: Terminal, question: string): Promise<string> {
  const answer = await terminal.ask!(question)
  if (answer === undefined) throw createUserError('Nothing was created.')
  return answer.trim()
}
