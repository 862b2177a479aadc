// Selects an <option> whose value is its text, and each one of a list: the renderer compares only the property `value`.
import type { VNode } from 'preact'
import { readSignal } from './read-signal.ts'

type Props = Readonly<Record<string, unknown>>

/** Returns the properties with which the renderer writes an `<option>`; `undefined` if they are its own. */
export function selectByValue(option: VNode): object | undefined {
  const props = option.props as Props
  if ('selected' in props) return undefined
  const wanted = findSelectValue(option)
  if (wanted === undefined || wanted === null) return undefined
  const own = readSignal(props.value ?? props.defaultValue)
  if (Array.isArray(wanted)) {
    const value = own === undefined ? toTextValue(props) : String(own)
    return { ...props, selected: wanted.some((item) => String(item) === value) }
  }
  return own === undefined && toTextValue(props) === String(wanted) ? { ...props, selected: true } : undefined
}

/** As browsers determine the value of an option without one (HTML, section 4.10.10). */
function toTextValue({ children }: Props): string | undefined {
  return toText(children)
    ?.replace(/[\t\n\f\r ]+/g, ' ')
    .trim()
}

function findSelectValue(option: VNode): unknown {
  for (let around = parentOf(option); around; around = parentOf(around)) {
    if (around.type !== 'select') continue
    const { value, defaultValue } = around.props as Props
    return readSignal(value ?? defaultValue)
  }
  return undefined
}

function parentOf(vnode: VNode): VNode | null | undefined {
  return (vnode as { __?: VNode | null }).__
}

/** Returns `undefined` for content that only the renderer knows. */
function toText(content: unknown): string | undefined {
  if (content === null || content === undefined || typeof content === 'boolean') return ''
  if (typeof content !== 'object') return String(content)
  if (!Array.isArray(content)) return undefined
  const texts = content.map(toText)
  return texts.includes(undefined) ? undefined : texts.join('')
}
