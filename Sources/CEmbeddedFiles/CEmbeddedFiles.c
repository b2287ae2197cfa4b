#include "CEmbeddedFiles.h"

// The compiler reads each file as it is. As a literal of a Swift array, the same bytes take a minute of optimising.
static const unsigned char openapi_yaml[] = {
#embed "../../openapi.yaml"
};
static const unsigned char index_html[] = {
#embed "page/index.html"
};
static const unsigned char answer_js[] = {
#embed "page/answer.js"
};
static const unsigned char api_js[] = {
#embed "page/api.js"
};
static const unsigned char app_js[] = {
#embed "page/app.js"
};
static const unsigned char base_css[] = {
#embed "page/base.css"
};
static const unsigned char budget_js[] = {
#embed "page/budget.js"
};
static const unsigned char charts_js[] = {
#embed "page/charts.js"
};
static const unsigned char compare_js[] = {
#embed "page/compare.js"
};
static const unsigned char controls_js[] = {
#embed "page/controls.js"
};
static const unsigned char data_js[] = {
#embed "page/data.js"
};
static const unsigned char dataset_js[] = {
#embed "page/dataset.js"
};
static const unsigned char decide_js[] = {
#embed "page/decide.js"
};
static const unsigned char decision_state_js[] = {
#embed "page/decision-state.js"
};
static const unsigned char decision_tables_js[] = {
#embed "page/decision-tables.js"
};
static const unsigned char dom_js[] = {
#embed "page/dom.js"
};
static const unsigned char drop_js[] = {
#embed "page/drop.js"
};
static const unsigned char examples_js[] = {
#embed "page/examples.js"
};
static const unsigned char experiments_js[] = {
#embed "page/experiments.js"
};
static const unsigned char format_js[] = {
#embed "page/format.js"
};
static const unsigned char icon_svg[] = {
#embed "page/icon.svg"
};
static const unsigned char kuairand_len50_hr10_csv[] = {
#embed "../../examples/kuairand-len50-hr10.csv"
};
static const unsigned char ml_1m_len100_hr10_csv[] = {
#embed "../../examples/ml-1m-len100-hr10.csv"
};
static const unsigned char naming_js[] = {
#embed "page/naming.js"
};
static const unsigned char pictures_js[] = {
#embed "page/pictures.js"
};
static const unsigned char plan_js[] = {
#embed "page/plan.js"
};
static const unsigned char print_css[] = {
#embed "page/print.css"
};
static const unsigned char problem_js[] = {
#embed "page/problem.js"
};
static const unsigned char stored_js[] = {
#embed "page/stored.js"
};
static const unsigned char theme_config_js[] = {
#embed "page/theme-config.js"
};
static const unsigned char theme_js[] = {
#embed "page/theme.js"
};
static const unsigned char token_js[] = {
#embed "page/token.js"
};
static const unsigned char tooltip_js[] = {
#embed "page/tooltip.js"
};
static const unsigned char upload_js[] = {
#embed "page/upload.js"
};
static const unsigned char views_css[] = {
#embed "page/views.css"
};
static const unsigned char warnings_js[] = {
#embed "page/warnings.js"
};
static const unsigned char wikipedia_edits_json_gz[] = {
#embed "page/wikipedia-edits.json.gz"
};

#define FILE(name, bytes) {name, bytes, sizeof bytes}

const embedded_file embedded_openapi = FILE("openapi.yaml", openapi_yaml);
const embedded_file embedded_index = FILE("index.html", index_html);
const embedded_file embedded_kuairand = FILE("kuairand-len50-hr10.csv", kuairand_len50_hr10_csv);
const embedded_file embedded_wikipedia = FILE("wikipedia-edits.json.gz", wikipedia_edits_json_gz);

static const embedded_file assets[] = {
    FILE("answer.js", answer_js),
    FILE("api.js", api_js),
    FILE("app.js", app_js),
    FILE("base.css", base_css),
    FILE("budget.js", budget_js),
    FILE("charts.js", charts_js),
    FILE("compare.js", compare_js),
    FILE("controls.js", controls_js),
    FILE("data.js", data_js),
    FILE("dataset.js", dataset_js),
    FILE("decide.js", decide_js),
    FILE("decision-state.js", decision_state_js),
    FILE("decision-tables.js", decision_tables_js),
    FILE("dom.js", dom_js),
    FILE("drop.js", drop_js),
    FILE("examples.js", examples_js),
    FILE("experiments.js", experiments_js),
    FILE("format.js", format_js),
    FILE("icon.svg", icon_svg),
    FILE("kuairand-len50-hr10.csv", kuairand_len50_hr10_csv),
    FILE("ml-1m-len100-hr10.csv", ml_1m_len100_hr10_csv),
    FILE("naming.js", naming_js),
    FILE("pictures.js", pictures_js),
    FILE("plan.js", plan_js),
    FILE("print.css", print_css),
    FILE("problem.js", problem_js),
    FILE("stored.js", stored_js),
    FILE("theme-config.js", theme_config_js),
    FILE("theme.js", theme_js),
    FILE("token.js", token_js),
    FILE("tooltip.js", tooltip_js),
    FILE("upload.js", upload_js),
    FILE("views.css", views_css),
    FILE("warnings.js", warnings_js),
    FILE("wikipedia-edits.json.gz", wikipedia_edits_json_gz),
};

size_t embedded_asset_count(void) { return sizeof assets / sizeof *assets; }

embedded_file embedded_asset(size_t index) { return assets[index]; }
