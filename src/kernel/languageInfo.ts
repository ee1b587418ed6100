import { version } from 'typescript';

/**
 * What the kernel tells of its language. JupyterLab writes it into every notebook that it saves, so stored notebooks
 * hold the same. JupyterLab colors code by `codemirror_mode`, nbconvert by `pygments_lexer`.
 */
export const LANGUAGE_INFO = {
  codemirror_mode: 'typescript',
  file_extension: '.ts',
  mimetype: 'application/typescript',
  name: 'typescript',
  pygments_lexer: 'typescript',
  version,
} as const;
