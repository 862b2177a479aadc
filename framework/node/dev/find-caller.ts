// Finds the line of the site's code that has called this framework, in development.
import { ownFolder } from '../own-folder.ts'
import { type StackFrame, parseFrame } from '../log/stack-frame.ts'

/** Reads the stack of a call into the framework, without its own frames. */
export function readStack(): string {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = maxFrames
  const { stack = '' } = new Error('created here')
  Error.stackTraceLimit = stackTraceLimit
  const [title, ...frames] = stack.split('\n')
  // A file of the site may have the same name as one of these, but not in the same folder.
  const folder = toModule(frames[0]!).replace(/node\/dev\/find-caller$/, '')
  const isOwn = (frame: string): boolean => own.some((name) => toModule(frame) === folder + name)
  return [title, ...frames.slice(frames.findIndex((frame) => !isOwn(frame)))].join('\n')
}

/** Returns the path of a frame, without its extension. */
function toModule(frame: string): string {
  return (parseFrame(frame)?.file ?? '').replaceAll('\\', '/').replace(/\.[jt]s$/, '')
}

const maxFrames = 30
/** This file, the one that looks for mistakes, and those whose functions the site's code calls. */
const own = [
  'node/dev/find-caller',
  'node/dev/dev-review',
  'http/redirect',
  'http/json-text',
  'http/response',
  'http/stream-response',
  'realtime/channel',
  'realtime/socket',
  'request/context/create-context',
  'request/pipeline/running-site',
]

/**
 * Finds the caller in a stack of `readStack()`.
 *
 * @returns Its file, line and column; `undefined` if it is a package, which may ask what kind of object it got
 */
export function findCaller(stack: string): StackFrame | undefined {
  const frame = parseFrame(stack.split('\n')[1] ?? '')
  return frame?.file.startsWith(ownPath) || frame?.file.includes('/node_modules/') ? undefined : frame
}

const ownPath = ownFolder.replaceAll('\\', '/')
