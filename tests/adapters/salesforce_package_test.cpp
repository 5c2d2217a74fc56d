// deploy/salesforce: would Salesforce take it, and does it hold what the delivered mapping and the adapter need?
#include "tests/adapters/packages.h"

#include <gmock/gmock.h>
#include <pugixml.hpp>

#include <cmath>

namespace crosswalk::test::salesforce_package {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::IsSupersetOf;

const fs::path kTop = fs::path(CROSSWALK_SOURCE_DIR) / "deploy/salesforce";
const fs::path kSource = kTop / "force-app/main/default";
constexpr std::string_view kObjects[] = {"Lead", "Contact"};

// What the sheet's section 5 says of each kind of file, and of views, layouts and conversion the Metadata API guide: the folder,
// the root element, and what must stand in it.
struct Shape {
    std::string_view ending{}, folder{}, root{};
    std::vector<const char*> required{};
};
const std::vector<Shape> kShapes{
    {".eca-meta.xml", "externalClientApps", "ExternalClientApplication", {"contactEmail", "distributionState", "label"}},
    {".ecaOauth-meta.xml", "extlClntAppOauthSettings", "ExtlClntAppOauthSettings",
     {"commaSeparatedOauthScopes", "externalClientApplication"}},
    {".ecaGlblOauth-meta.xml", "extlClntAppGlobalOauthSets", "ExtlClntAppGlobalOauthSettings",
     {"callbackUrl", "externalClientApplication"}},
    {".ecaOauthPlcy-meta.xml", "extlClntAppOauthPolicies", "ExtlClntAppOauthConfigurablePolicies",
     {"externalClientApplication", "permittedUsersPolicyType"}},
    {".connectedApp-meta.xml", "connectedApps", "ConnectedApp", {"contactEmail", "label", "oauthConfig"}},
    {".field-meta.xml", "fields", "CustomField", {"fullName", "label", "type", "description", "inlineHelpText"}},
    {".listView-meta.xml", "listViews", "ListView", {"fullName", "label", "filterScope", "columns"}},
    {".layout-meta.xml", "layouts", "Layout", {"layoutSections"}},
    {".permissionset-meta.xml", "permissionsets", "PermissionSet", {"label", "fieldPermissions"}},
    {".LeadConvertSetting-meta.xml", "LeadConvertSettings", "LeadConvertSettings", {"objectMapping"}},
    {".workflow-meta.xml", "workflows", "Workflow", {"outboundMessages"}},
    {".flow-meta.xml", "flows", "Flow", {"apiVersion", "label", "processType", "start", "status"}}};

struct Xml {
    fs::path path{};
    pugi::xml_document document{};
    pugi::xml_node root() const { return document.document_element(); }
};
Xml read(const fs::path& path) {
    Xml out{.path = path};
    const auto parsed = out.document.load_string(file_text(path).c_str());
    EXPECT_TRUE(parsed) << path << ": " << parsed.description();
    return out;
}
std::string word(pugi::xml_node in, const char* name) { return in.child_value(name); }
std::vector<std::string> words(pugi::xml_node in, const char* name) {
    std::vector<std::string> out;
    for (const auto node : in.children(name)) out.emplace_back(node.child_value());
    return out;
}

// A list that is interrupted is refused as "duplicated at this location".
void expect_lists_in_one_piece(pugi::xml_node in, const fs::path& path) {
    Words ended;
    std::string last;
    for (const auto node : in.children()) {
        if (node.type() != pugi::node_element) continue;
        if (node.name() != last && !last.empty()) ended.insert(last);
        last = node.name();
        EXPECT_FALSE(ended.contains(last)) << path << ": <" << last << "> stands in two places";
        expect_lists_in_one_piece(node, path);
    }
}

std::map<std::string, Xml> fields_of(std::string_view object) {
    std::map<std::string, Xml> out;
    for (const auto& path : package_files("salesforce", ".field-meta.xml"))
        if (path.parent_path().parent_path().filename() == object) {
            auto field = read(path);
            auto name = word(field.root(), "fullName");
            EXPECT_EQ(path.filename().string(), name + ".field-meta.xml");
            out.emplace(std::move(name), std::move(field));
        }
    return out;
}

std::string api_version() {
    const auto probe = find_adapter("salesforce")->manifest.probe_path;
    const auto at = probe.rfind('v') + 1;
    return std::string(probe.substr(at, probe.rfind('/') - at));
}

TEST(SalesforcePackage, every_file_has_the_place_the_root_and_the_parts_that_salesforce_wants) {
    const auto files = package_files("salesforce", ".xml");
    ASSERT_GT(files.size(), 25U);
    for (const auto& path : files) {
        const auto shape = std::ranges::find_if(
            kShapes, [&](const Shape& one) { return path.string().ends_with(one.ending); }
        );
        ASSERT_NE(shape, kShapes.end()) << path << " is of no kind that is known";
        const auto file = read(path);
        EXPECT_EQ(path.parent_path().filename(), shape->folder) << path;
        EXPECT_EQ(file.root().name(), shape->root) << path;
        EXPECT_STREQ(file.root().attribute("xmlns").value(), "http://soap.sforce.com/2006/04/metadata") << path;
        for (const char* part : shape->required) EXPECT_TRUE(file.root().child(part)) << path << " lacks <" << part << ">";
        expect_lists_in_one_piece(file.root(), path);
    }
    for (const Shape& shape : kShapes)
        EXPECT_FALSE(package_files("salesforce", shape.ending).empty()) << "no file shows " << shape.ending;
}

TEST(SalesforcePackage, every_version_is_the_one_that_the_adapter_speaks) {
    EXPECT_EQ(scalar_at(package_json("salesforce/sfdx-project.json"), "/sourceApiVersion"), api_version());
    for (const auto& path : package_files("salesforce", ".xml")) {
        const auto file = read(path);
        for (const auto& found : file.document.select_nodes("//apiVersion"))
            EXPECT_EQ(found.node().child_value(), api_version()) << path;
    }
}

// A length or precision of the package must hold what a type of the mapping may become.
void expect_fits(const FieldPlan& plan, const Xml& field) {
    const auto type = word(field.root(), "type");
    const auto& path = field.path;
    switch (plan.type) {
        case FieldType::integer:
            ASSERT_EQ(type, "Number") << path;
            EXPECT_EQ(word(field.root(), "scale"), "0") << path;
            if (plan.range) {
                EXPECT_GE(std::pow(10, std::stoi(word(field.root(), "precision"))) - 1, plan.range->second) << path;
            }
            break;
        case FieldType::choice:
            ASSERT_EQ(type, "Picklist") << path;
            break;
        default:
            FAIL() << path << ": say here which type holds a " << to_string(plan.type);
    }
}

TEST(SalesforcePackage, has_every_custom_field_that_the_mapping_names_with_a_type_that_holds_it) {
    std::size_t found = 0;
    for (const auto object : kObjects) {
        const auto fields = fields_of(object);
        const auto& plan = *find_adapter("salesforce")->manifest.plan(object);
        const auto own = fields.find(std::string(plan.own_id_field));
        ASSERT_NE(own, fields.end()) << object << " has no " << plan.own_id_field;
        EXPECT_EQ(word(own->second.root(), "externalId"), "true");
        EXPECT_EQ(word(own->second.root(), "unique"), "true");
        EXPECT_GE(std::stoi(word(own->second.root(), "length")), 36) << "a UUID has 36 characters";
        for (const FieldPlan& field : delivered_mapping().fields)
            if (const auto* binding = field.binding("salesforce", object);
                binding != nullptr && binding->vendor_field.ends_with("__c")) {
                const auto there = fields.find(binding->vendor_field);
                ASSERT_NE(there, fields.end()) << object << " has no " << binding->vendor_field;
                expect_fits(field, there->second);
                ++found;
            }
    }
    EXPECT_GE(found, 3U) << "the score on both, and the reason on leads";
}

TEST(SalesforcePackage, a_picklist_offers_the_words_of_the_lifecycle_and_takes_others) {
    const auto& reason = *delivered_mapping().field(kReasonField);
    for (const auto object : kObjects) {
        const auto fields = fields_of(object);
        for (const auto& [name, expected] :
             {std::pair{"Crosswalk_Stage__c", stage_names(delivered_mapping())}, {"Reject_Reason__c", reason.choices}}) {
            const auto set = fields.at(name).root().child("valueSet");
            EXPECT_EQ(word(set, "restricted"), "false") << "a stage that the admin adds is no refusal";
            std::vector<std::string> offered;
            for (const auto value : set.child("valueSetDefinition").children("value"))
                offered.push_back(word(value, "fullName"));
            EXPECT_THAT(offered, testing::UnorderedElementsAreArray(expected)) << name;
        }
    }
}

TEST(SalesforcePackage, leads_and_contacts_have_the_same_fields_and_a_converted_lead_keeps_what_can_be_kept) {
    const auto lead = fields_of("Lead"), contact = fields_of("Contact");
    const auto convert = read(kSource / "LeadConvertSettings/LeadConvertSettings.LeadConvertSetting-meta.xml");
    const auto mapping = convert.root().child("objectMapping");
    EXPECT_EQ(word(mapping, "inputObject"), "Lead");
    EXPECT_EQ(word(mapping, "outputObject"), "Contact");
    std::map<std::string, std::string> kept;
    for (const auto one : mapping.children("mappingFields")) kept[word(one, "inputField")] = word(one, "outputField");
    for (const auto& [name, field] : lead) {
        ASSERT_TRUE(contact.contains(name)) << name;
        EXPECT_EQ(word(field.root(), "type"), word(contact.at(name).root(), "type")) << name;
        const bool computed = field.root().child("formula");
        EXPECT_EQ(kept.contains(name), !computed) << name;
        if (!computed) {
            EXPECT_EQ(kept[name], name);
        }
    }
    EXPECT_EQ(lead.size(), contact.size());
}

// Fields that stand under no field permission: what a record cannot be without, parts of the name, and what nobody writes.
const Words kWithoutPermission{
    "Id", "LastName", "FirstName", "Company", "Status", "OwnerId", "IsConverted", "ConvertedOpportunityId",
    "ConvertedContactId", "CreatedDate", "LastModifiedDate", "LastModifiedById", "SystemModstamp"};

std::map<std::string, pugi::xml_node> permissions_in(const Xml& set) {
    std::map<std::string, pugi::xml_node> out;
    for (const auto one : set.root().children("fieldPermissions"))
        EXPECT_TRUE(out.emplace(word(one, "field"), one).second) << word(one, "field") << " stands twice";
    return out;
}

TEST(SalesforcePackage, the_permission_sets_give_access_to_every_field_and_the_integration_to_all_it_writes) {
    const auto integration = read(kSource / "permissionsets/Crosswalk_Integration.permissionset-meta.xml");
    const auto sales = read(kSource / "permissionsets/Crosswalk_Sales.permissionset-meta.xml");
    const auto ours = permissions_in(integration), theirs = permissions_in(sales);
    for (const auto object : kObjects) {
        const auto prefix = std::string(object) + ".";
        for (const auto& [name, field] : fields_of(object)) {
            ASSERT_TRUE(ours.contains(prefix + name)) << prefix << name;
            ASSERT_TRUE(theirs.contains(prefix + name)) << prefix << name;
            const bool computed = field.root().child("formula");
            EXPECT_EQ(word(ours.at(prefix + name), "editable"), computed ? "false" : "true") << prefix << name;
            EXPECT_EQ(word(theirs.at(prefix + name), "readable"), "true") << prefix << name;
            EXPECT_EQ(word(theirs.at(prefix + name), "editable"), name == "Reject_Reason__c" ? "true" : "false")
                << prefix << name << ": what Crosswalk sets, Sales only reads";
        }
        Words mapped;
        for (const FieldPlan& field : delivered_mapping().fields)
            if (const auto* binding = field.binding("salesforce", object)) mapped.insert(binding->vendor_field);
        for (const auto& name : mapped)
            if (!kWithoutPermission.contains(name)) {
                EXPECT_TRUE(ours.contains(prefix + name)) << prefix << name;
            }
        for (const auto& [name, permission] : ours)
            if (name.starts_with(prefix)) {
                EXPECT_FALSE(kWithoutPermission.contains(name.substr(prefix.size()))) << name << " would be refused";
            }
    }
    EXPECT_EQ(word(integration.root().child("userPermissions"), "name"), "ApiEnabled");
    std::vector<std::string> objects;
    for (const auto one : integration.root().children("objectPermissions")) {
        objects.push_back(word(one, "object"));
        EXPECT_EQ(word(one, "allowDelete"), "false") << "Crosswalk deletes nothing";
    }
    EXPECT_THAT(objects, IsSupersetOf(kObjects));
}

std::vector<std::string> fields_read(std::string_view object) {
    std::vector<std::string> out;
    for (const FieldPlan& field : delivered_mapping().fields)
        if (const auto* binding = field.binding("salesforce", object); binding != nullptr && binding->reads)
            out.push_back(binding->vendor_field);
    EXPECT_GT(out.size(), 5U) << object;
    return out;
}

// What the adapter reads of every message, whatever is mapped (decode.cpp).
const std::vector<std::string> kAlwaysRead{"Id", "LastModifiedById", "LastModifiedDate", "SystemModstamp"};

TEST(SalesforcePackage, the_outbound_message_carries_every_field_that_the_mapping_reads) {
    const auto& project = package_json("salesforce/sfdx-project.json");
    for (const auto object : kObjects) {
        const auto file = read(kSource / "workflows" / (std::string(object) + ".workflow-meta.xml"));
        const auto message = file.root().child("outboundMessages");
        const auto carried = words(message, "fields");
        EXPECT_THAT(carried, IsSupersetOf(kAlwaysRead)) << object;
        EXPECT_THAT(carried, IsSupersetOf(fields_read(object))) << object;
        EXPECT_EQ(Words(carried.begin(), carried.end()).size(), carried.size()) << object << " names one twice";
        EXPECT_EQ(word(message, "includeSessionId"), "false") << "a session in a message is a key in the mail";
        for (const char* part : {"fullName", "endpointUrl", "integrationUser", "name", "protected"})
            EXPECT_TRUE(message.child(part)) << object << " lacks <" << part << ">";
        EXPECT_EQ(word(message, "endpointUrl"), "https://crosswalk.example.com/hooks/salesforce/SF_HOOK");
    }
    EXPECT_THAT(words(read(kSource / "workflows/Lead.workflow-meta.xml").root().child("outboundMessages"), "fields"),
        IsSupersetOf({"IsConverted", "ConvertedContactId"})) << "a conversion is heard of at once";
    for (const char* secret : {"SF_HOOK", "CROSSWALK_URL", "CROSSWALK_CONSOLE", "CROSSWALK_SF_USER", "CROSSWALK_ADMIN_EMAIL"})
        EXPECT_THAT(boost::json::serialize(project), HasSubstr("\"replaceWithEnv\":\"" + std::string(secret) + "\""));
}

TEST(SalesforcePackage, a_flow_sends_the_message_whenever_a_field_that_is_read_was_changed) {
    for (const auto object : kObjects) {
        const std::string name(object);
        const auto flow = read(kSource / "flows" / ("Crosswalk_" + name + "_Changed.flow-meta.xml"));
        const auto message = read(kSource / "workflows" / (name + ".workflow-meta.xml"));
        EXPECT_EQ(word(flow.root().child("actionCalls"), "actionType"), "outboundMessage");
        EXPECT_EQ(
            word(flow.root().child("actionCalls"), "actionName"),
            name + "." + word(message.root().child("outboundMessages"), "fullName")
        );
        const auto start = flow.root().child("start");
        EXPECT_EQ(word(start, "object"), name);
        EXPECT_EQ(word(start, "triggerType"), "RecordAfterSave");
        EXPECT_EQ(word(start, "recordTriggerType"), "CreateAndUpdate");
        const auto when = word(start, "filterFormula");
        EXPECT_THAT(when, HasSubstr("ISNEW()"));
        for (const auto& field : fields_read(object))
            if (!field.starts_with("Converted")) {  // changes with IsConverted
                EXPECT_THAT(when, HasSubstr("ISCHANGED({!$Record." + field + "})")) << object;
            }
    }
    EXPECT_THAT(
        word(read(kSource / "flows/Crosswalk_Lead_Changed.flow-meta.xml").root().child("start"), "filterFormula"),
        HasSubstr("IsConverted")
    );
}

TEST(SalesforcePackage, the_last_sync_is_stamped_by_a_flow_that_only_the_integration_user_starts) {
    for (const auto object : kObjects) {
        const auto flow = read(kSource / "flows" / ("Crosswalk_" + std::string(object) + "_Synced.flow-meta.xml"));
        const auto item = flow.root().child("assignments").child("assignmentItems");
        EXPECT_EQ(word(item, "assignToReference"), "$Record.Crosswalk_Synced_At__c");
        const auto start = flow.root().child("start");
        EXPECT_EQ(word(start, "object"), object);
        EXPECT_EQ(word(start, "triggerType"), "RecordBeforeSave") << "an after-save one would save again, and again";
        EXPECT_EQ(word(start, "filterFormula"), R"({!$User.Username} = "integration@example.com")");
    }
}

TEST(SalesforcePackage, the_apps_ask_for_the_scopes_and_the_address_that_the_adapter_signs_in_with) {
    const Words scopes{"Api", "RefreshToken"};  // metadata's names of the manifest's "api refresh_token"
    const auto eca = read(kSource / "extlClntAppOauthSettings/Crosswalk_oauth.ecaOauth-meta.xml");
    EXPECT_EQ(word(eca.root(), "commaSeparatedOauthScopes"), "Api, RefreshToken");
    const auto legacy = read(kTop / "legacy/main/default/connectedApps/Crosswalk_Legacy.connectedApp-meta.xml");
    const auto named = words(legacy.root().child("oauthConfig"), "scopes");
    EXPECT_EQ(Words(named.begin(), named.end()), scopes);
    const auto global = read(kSource / "extlClntAppGlobalOauthSets/Crosswalk_glbloauth.ecaGlblOauth-meta.xml");
    const auto flows = find_adapter("salesforce")->manifest.auth;
    const auto in_a_browser = std::ranges::find(flows, "web_server", &AuthFlow::flow);
    ASSERT_NE(in_a_browser, flows.end());
    EXPECT_EQ(std::get<AuthorizationCode>(in_a_browser->way).scope, "api refresh_token");
    for (const auto settings : {global.root(), legacy.root().child("oauthConfig")}) {
        EXPECT_EQ(word(settings, "callbackUrl"), "https://crosswalk.example.com/oauth/salesforce/callback");
        EXPECT_EQ(word(settings, "isPkceRequired"), "true");
        EXPECT_EQ(word(settings, "isRefreshTokenRotationEnabled"), "true");
        EXPECT_FALSE(settings.child("consumerSecret")) << "a secret in the source";
    }
}

TEST(SalesforcePackage, the_view_and_the_pages_show_fields_that_are_there) {
    const auto view = read(kSource / "objects/Lead/listViews/Crosswalk_Waiting_For_Me.listView-meta.xml");
    for (const auto& column : words(view.root(), "columns"))
        if (column.ends_with("__c")) {
            EXPECT_TRUE(fields_of("Lead").contains(column)) << column;
        }
    const auto* stage = delivered_mapping().field(kStageField)->binding("salesforce", "Lead");
    ASSERT_NE(stage, nullptr);
    std::string handed_off;
    for (const auto& [name, shown] : stage->values)
        if (name == "mql")
            for (const auto& one : shown) handed_off += (handed_off.empty() ? "" : ",") + one;
    EXPECT_EQ(word(view.root().child("filters"), "value"), handed_off) << "the words of the stage that is handed off";
    for (const auto object : kObjects) {
        const auto page = read(kSource / "layouts" / (std::string(object) + "-Crosswalk " + std::string(object) + " Layout.layout-meta.xml"));
        EXPECT_EQ(word(page.root().child("layoutSections"), "label"), "Crosswalk");
        std::vector<std::string> shown;
        for (const auto& found : page.document.select_nodes("//layoutItems/field")) shown.emplace_back(found.node().child_value());
        for (const auto& [name, field] : fields_of(object)) EXPECT_THAT(shown, Contains(name)) << object;
    }
}

}  // namespace
}  // namespace crosswalk::test::salesforce_package
