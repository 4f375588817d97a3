/** Header of a Nexus operation that names the type of the workflow which calls it. */
export const WORKFLOW_TYPE_HEADER = 'openbox-workflow-type';
