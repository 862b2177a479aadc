// The type of the module that readme-plugin.ts serves.
declare module 'virtual:readme' {
  export const steps: import('./readme-plugin.ts').Step[]
  export const sizes: import('./readme-plugin.ts').Sizes
  export const speed: import('./readme-plugin.ts').Speed[]
}
