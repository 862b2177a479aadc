// Follows the result of a call outwards through a stack, to the line whose source ignores it.
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { type StackFrame, parseFrame } from '../../node/log/stack-frame.ts'
import { type Node, isFunction, isWrapper, parseTree, toLanguage } from '../parse-tree.ts'
import { formatPlace } from '../source-position.ts'

/** A call whose result is ignored. */
export interface DroppedCall extends StackFrame {
  /** The place that ignores the result of a function around the call, such as `routes/index.tsx:3:5`. */
  readonly droppedAt: string | undefined
  /** Whether a component ignores it while it is rendered. */
  readonly isInComponent: boolean
}

/**
 * Finds where the result of a call is ignored.
 *
 * It reports only what the source proves: an expression statement or `void` on the way from function to function. A result
 * that is kept in a variable, passed to a function or returned to a callback may be used later.
 *
 * @param stack Of an `Error` that was created during the call; its innermost frame is the caller
 * @param root The folder of the project
 * @returns `undefined` if the result is used, or may be used
 */
export function findDroppedCall(stack: string, root: string): DroppedCall | undefined {
  const frames = readFrames(stack)
  for (const [index, frame] of frames.entries()) {
    const fate = frame && findFate(frame)
    if (!fate) return undefined
    if (fate === 'returned') continue
    const { file, line, column } = frames[0]!
    return {
      file,
      line,
      column,
      droppedAt: index === 0 ? undefined : formatPlace(relative(root, frame.file), frame),
      isInComponent: frames[index + 1]?.isRenderer === true,
    }
  }
  return undefined
}

interface Frame extends StackFrame {
  readonly isRenderer: boolean
}

/** Reads the frames of a stack, innermost first; `undefined` for native functions, which may do anything with a result. */
function readFrames(stack: string): (Frame | undefined)[] {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && !line.includes('(node:internal/process/task_queues:'))
    .map((text) => {
      const frame = parseFrame(text)
      return frame && { ...frame, isRenderer: renderer.test(frame.file) }
    })
}

const renderer = /[\\/]preact-render-to-string[\\/]|[\\/]render[\\/]watched-component\.[jt]s$/

type Fate = 'dropped' | 'returned' | undefined

/** Finds what the source does with the result of the call at a position. */
function findFate({ file, line, column }: Frame): Fate {
  const language = toLanguage(file)
  if (!language || file.includes('/node_modules/')) return undefined
  const code = tryRead(file)
  const tree = code === undefined ? undefined : parseTree(code, language)
  if (code === undefined || !tree) return undefined
  const position = toOffset(code, line, column)
  // A frame of an asynchronous function is at its `await`, any other frame at the name of the function that it calls.
  const isHere = (node: Node): boolean => toCalleeName(node.callee as Node).start === position
  const call =
    tree.nodesOf('AwaitExpression').find(({ start }) => start === position) ??
    tree.nodesOf('CallExpression').find(isHere)
  return call && followValue(call)
}

function tryRead(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // The stack of generated code names a file that does not exist.
    return undefined
  }
}

function toOffset(code: string, line: number, column: number): number {
  let start = 0
  for (let count = 1; count < line; count++) {
    start = code.indexOf('\n', start) + 1
    if (start === 0) return -1
  }
  return start + column - 1
}

function toCalleeName(callee: Node): Node {
  return callee.type === 'MemberExpression' ? (callee.property as Node) : callee
}

function followValue(value: Node): Fate {
  for (let node = value; ; ) {
    const { parent } = node
    if (!parent) return undefined
    if (parent.type === 'ExpressionStatement') return 'dropped'
    if (parent.type === 'UnaryExpression') return parent.operator === 'void' ? 'dropped' : undefined
    if (parent.type === 'ReturnStatement' || isFunction(parent)) return 'returned'
    if (parent.type === 'SequenceExpression' && (parent.expressions as Node[]).at(-1) !== node)
      return 'dropped'
    if (!passesOn(node, parent)) return undefined
    node = parent
  }
}

/** Tells whether the value of an expression is the value of the expression around it. */
function passesOn(node: Node, parent: Node): boolean {
  if (parent.type === 'LogicalExpression') return parent.right === node
  if (parent.type === 'ConditionalExpression') return parent.test !== node
  return isWrapper(parent) || parent.type === 'AwaitExpression' || parent.type === 'SequenceExpression'
}
