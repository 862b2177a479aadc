// Selects an <option> whose value is its text: the renderer compares only the property `value`.
import type { VNode } from 'preact'
import { readSignal } from './read-signal.ts'

type Props = Readonly<Record<string, unknown>>

/** Returns the properties with which the renderer writes an `<option>`; `undefined` if they are its own. */
export function selectByText(option: VNode): object | undefined {
  const props = option.props as Props
  if ('value' in props || 'defaultValue' in props || 'selected' in props) return undefined
  const value = findSelectValue(option)
  if (value === undefined || value === null) return undefined
  const text = toText(props.children)
  // As browsers determine the value of an option (HTML, section 4.10.10).
  if (text?.replace(/[\t\n\f\r ]+/g, ' ').trim() !== String(value)) return undefined
  return { ...props, selected: true }
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
