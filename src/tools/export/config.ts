import path from 'node:path';
import { inProject } from '../../project';

/** Settings of nbconvert's HTML exporter, as its and Jupyter Server's config files hold them. */
export interface ExporterConfig {
  readonly HTMLExporter: {
    readonly template_name: string;
    readonly extra_template_basedirs: readonly string[];
    readonly extra_template_paths: readonly string[];
    readonly require_js_url: string;
    readonly mathjax_url: string;
  };
}

/**
 * Returns the settings that make JupyterLab's File > Save and Export As > HTML, and `jupyter nbconvert --to html`, use the
 * project's template: one page that opens without a network, with plotly.js inside when the page has figures.
 *
 * It belongs into `jupyter_server_config.json` and `jupyter_nbconvert_config.json` of the Python environment.
 *
 * @param templateFolders folders whose template files come before the project's own
 */
export function jupyterServerConfig(templateFolders: readonly string[] = []): ExporterConfig {
  return {
    HTMLExporter: {
      template_name: 'creatures',
      extra_template_basedirs: [
        ...templateFolders,
        inProject('src', 'tools', 'export', 'templates'),
      ],
      extra_template_paths: [path.dirname(plotlyFile())],
      require_js_url: '',
      mathjax_url: '',
    },
  };
}

/** The file of plotly.js that pages use. */
export function plotlyFile(): string {
  return require.resolve('plotly.js/plotly.min.js');
}
