// Gives the component of a personal part the type that pages see.
import type { ComponentChildren, FunctionComponent } from 'preact'
import type { PersonalProps } from './page-props.ts'

declare module 'preact' {
  namespace JSX {
    interface IntrinsicAttributes {
      /** On a personal part: what visitors see if the part fails, or if no server fills it in (default: nothing). */
      fallback?: ComponentChildren
    }
  }
}

/**
 * Returns the component of a `*.personal.tsx` file as it is, with the type of what pages render: without `data` and the
 * other props that the framework adds. JavaScript files do not need it.
 *
 * `export default personal(({ data, size }: PersonalProps<typeof loader> & { size: number }) => …)`
 */
export function personal<Props extends object>(
  component: (props: Props) => ComponentChildren | Promise<ComponentChildren>,
): FunctionComponent<Omit<Props, keyof PersonalProps>> {
  return component as FunctionComponent<never> as FunctionComponent<Omit<Props, keyof PersonalProps>>
}
