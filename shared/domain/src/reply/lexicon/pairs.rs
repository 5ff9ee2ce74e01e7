//! Red flags that are two or three signs together, in whatever order: `se me abrieron los puntos`, `the stitches came
//! apart`. A `~` stands between signs of one clause.
//!
//! Each sign alone is harmless, or a reason for a visit: a swollen face, a wound, sugar, an operation.

/// An airway that closes, and what follows a sting, a food or a drug.
pub(super) const AIRWAY: &[&str] = &[
    "@tongue ~ @swollen",
    "pico|picou|bit|stung|sting|picadura|picada|vacuna|vacina|jab ~ cerrando|cierra|fechando|closing|closes",
    "vacuna|vacina|vaccine|jab|picadura|picada|sting|stung|pico|picou|mani|amendoim|peanut*|marisco*|camar*|shrimp* ~ no|nao|cant puedo|puede|consigo|consegue? tragar|engolir|swallow",
    "trago|engoliu|swallowed ... no|nao|cant puede|consegue|fala|habla|talk|speak|breathe hablar|falar|respirar|;|and",
    "tosiendo|coughing|tossindo ~ poniendose|poniendo|going|ficando|turning rojo|roja|red|vermelho|vermelha|morado|morada|azul|blue|roxo|roxa",
    "pasos|steps|passos|escalones|stairs|escaleras|degraus ~ aire|aliento|air|breath|breathless|ar|folego",
    "breathless ;|after|and|when|since|at|all",
    "@face ~ @swollen ~ @trigger",
    "@face ~ @swollen ~ after|despues|depois|desde|took|tome|tomei|tomo|tomou de|del|do|da? el|la|o|a|the|my|un|uma? antibiotic*|amoxicil*|penicil*|ibuprof*|dipirona|remedio|medicina|medicine|medicamento|pastilla|comprimido|tablet|pill",
    "ronchas|roncha|habones|urticaria|hives|welts|rash|empolad*|sarpullido|brotad*|placas ~ @swollen ~ @trigger|boca|face|cara|rosto",
    "ronchas|habones|urticaria|hives|welts|empolad*|brotad* ~ ahog*|asfix*|wheez*|chiado|ar|aire|breath*|respir*",
    "ribs|costillas|costelas|costela ~ suck*|hund*|afund*|sinking|pulling|retract*",
    "inhaler|puffer|bombinha|inhalador|ventolin|salbutamol|nebuliza* ~ no|nao|not|isnt|doesnt me|le|lhe|se? hace|faz|work|working|help|helping|funciona|ayuda|alivia|adianta|resolve|touching",
    "barking|perruna|rouca|estridor|stridor ~ breath*|respir*|ahog*",
    "@face|@tongue ~ @swollen ~ tragar|engolir|swallow*",
];

/// Wounds and operations.
pub(super) const WOUND: &[&str] = &[
    "@wound ~ se me|le|nos? abrio|abrieron",
    "@wound ~ abriu|abriram|opened|reopened|burst*|popped|ripped|split|revent*|arrebent*|saltaron|rompio|rompieron|estourou|estouraram|adentro|dentro|inside",
    "@wound ~ came|come|coming|gone apart|open|undone",
    "@wound|cirugia|cirurgia|operacion|operacao|surgery|cesarea ~ pus|supur*|oozing|podre|podrid*",
    "sacaron|saque|tiraram|tirei|removed|took|had|out ~ vesicula|gallbladder|apendice|appendix|amigdalas|amidalas|tonsils|utero|prostata ~ @fever|burning|ardendo|ardiendo|sangr*|bleed*|blood|pus",
    "@wound ~ @fever",
    "@wound ~ sale|salen|sai|saindo|saliendo|chorrea|jorrando|pouring|gushing|lots|soaked|empap* ~ @blood",
    "cirugia|cirurgia|operacion|operacao|cesarea se|me|le? abrio|abriu|abrieron|abriram|reabriu",
    "@operated ~ @fever|pus|sangr*|bleed*|hemorrag*|desmay*|desmai*|faint*|swoll*|hinchad*|inchad*|inchou|hincho",
    "after|since|had|desde|depois|despues|post|pos de|of? my|the|la|a|mi|minha|an? surgery|op|operation|cirugia|cirurgia|operacion|operacao|operatorio|cesarea ~ @fever|pus|sangr*|bleed*|hemorrag*|desmay*|desmai*|faint*",
    "@leg ~ @swollen ~ surgery|op|operation|cirugia|cirurgia|operacion|operacao|cesarea",
    "@operated ~ vomit*|throwing ~ para|paro|parar|stop|keep|down|todo|tudo|everything|sangre|sangue|blood",
    "@leg ~ @swollen|globo|balloon|balao|bexiga ~ aire|aliento|ar|folego|breath*|respir*|@operated",
    "yeso|gesso|cast|plaster ~ fria|frias|frio|cold|blue|azul|morad*|roxo|roxos|roxa|numb|dormid*|dormente*",
    "cirugia|cirurgia|operacion|operacao|cesarea se me|le|nos abrio|abrieron",
];

/// Heart, head, sugar, senses.
pub(super) const INSIDE: &[&str] = &[
    "corazon|coracao|heart|palpit*|latidos|taquicardia|arritmia ~ mare*|tont*|dizz*|desmay*|desmai*|faint*|lighthead*|aire|ar|breath*",
    "@chest ~ ladrillo|brick|tijolo|calambre*|cramp*|caibra*|punalada*|facada*|pinchazo*|fisgada*|bloque|cemento",
    "sudor|sudo|sudando|suor|suando|transpir* ~ helad*|gelad*|icy",
    "espalda|back|costas ~ arranca*|rasg*|ripp*|desgarr*|partiendo ~ golpe|repente|suddenly|sudden",
    "no|nao|cant couldnt? siento|sinto|feel la|a|o|el|my|mi|minha|meu|los|as|os? @limb",
    "mirada|staring|olhar|lying|acostad*|deitad* ~ no|nao|wont|not|isnt|doesnt contesta|responde|reacciona|answer|responding|respond|reage",
    "como|like|nem|igual|hecho|feito|hecha un|una|um|uma|a|the? trapo|trapito|rag",
    "nem|como|igual boneco|boneca|muneco|muneca de trapo|pano",
    "@kin ~ decir|dice|diciendo|hablar|hablando cualquier cosa|pavada|pavadas",
    "@kin ~ talking|saying rubbish|nonsense|gibberish",
    "falar|falando|diz|dizendo nada com nada",
    "dropping|drops|cae|caen|cair ~ cuchara|spoon|colher|fork|tenedor|garfo|taza|xicara|mug",
    "he|she|@kin|him|her ~ jerking",
    "fueron|van|viraron|viraram|foram|rolled|roll ~ ojos|olhos|eyes ~ atras|tras|back|cima",
    "piel|skin|pele ~ marmol|marble|marmore|mottled|moteada",
    "puntitos|puntos|dots|pintinhas|pintas|spots|manchitas ... no|nao|dont|doesnt|wont se? borra*|van|va|fade*|somem|vanish|disappear|apaga*|blanch",
    "orin*|pee|peeing|urine|urin*|xixi|pis|mijo ~ coca|cola",
    "corazon|coracao|heart se|me|keeps? me|le|lhe? para|stopping|parando|stops ;|y|and|e",
    "coracao|corazon|heart ~ disparad*|descontrolad*|desbocad*|galop* ~ @pain|sud*|suand*|sweat*",
    "voces|vozes|voices ~ mat*|morir|muera|muere|morrer|morra|kill*|hurt*|harm*|lastim*|machuc*",
    "diabet* ~ confus*|confundid*|sudand*|suand*|sudoros*|sweat*|shaky|shaking|tembl*|tremend*|desmay*|desmai*|faint*|vomit*|letarg*|somnol*|sonolent*|drows*|raro|rara|strange*",
    "azucar|glucos*|glucem*|glicose|glicemia|sugar|sugars|insulin* ~ confus*|sudand*|suand*|sweat*|shaky|shaking|temblando|temblor*|tremendo|tremores|desmay*|desmai*|faint*|vomit*|throwing",
    "azucar|glucos*|glucem*|glicose|glicemia|sugar|sugars|glucometro|meter|medidor|aparelho|aparato|freestyle|libre ... reads|says|shows|reading|marca|dice|diz|deu|dio|lee hi|lo|high|low ;|and|y|e",
    "vista|vision|visao|sight ~ apago|apagou|oscurecio|escureceu|vanished|disappeared",
    "vista|vision|visao|sight ~ de repente|golpe",
    "sudden|subita|repentina vision|hearing|sight loss",
    "vision|vista|visao|sight|ojo|olho|eye ~ cortina|curtain|telon",
    "todo|everything|tudo negro|black|preto|oscuro|escuro|dark ~ ojo|olho|eye",
    "no|nao|cant puedo|puede|posso|pode|consigo|consegue|logro|logra mover|mexer|move .. lado|mitad|metade|half|side",
    "no|nao|cant|couldnt puedo|puede|posso|pode|consigo|consegue|logro? orinar|urinar|mear|pee|urinate|wee|xixi ... ayer|ontem|yesterday|anoche|@number|horas|hours|dolor|dor|pain|agony|hinchad*|inchad*|swollen|all",
    "cuello|nuca|pescoco|neck ~ stiff*|ties*|rigid*|dur*|trav* ~ @fever|headache|vomit*|luz|light|lights",
    "@fever ~ delir*|desvari*|alucin*|hallucinat*|confus*|convul*|letarg*|lethargic",
    "@fever ~ manchas|purple|morad*|roxas|roxos|petequi*|bruise*|hematomas",
    "golpe|stroke|insolacion|insolacao|sunstroke|heatstroke de? calor? ~ confus*|vomit*|desmay*|desmai*|faint*|convul*",
    "@pain ~ insoportable*|insuportav*|unbearable|excruciating|agonizing",
    "agony ;|and|in|please|from|right|with|since|all",
    "@limb|cara|face|rosto ~ durmio|dormid*|adormec*|dorment*|numb* ~ no|nao|cant puedo|puede|consigo|consegue? hablar|falar|speak|talk",
    "@highsugar de azucar|glucosa|glucemia|glicose|glicemia|acucar ;|y|e",
];

/// Burns, poisons and other harm from outside.
pub(super) const HARM: &[&str] = &[
    "@burns ~ aceite|oleo|oil|hirviendo|fervendo|fervente|boiling|vapor|steam|acido|acid|gasolina|petrol|gas|alcohol|alcool|fuego|fogo|fire|plancha|@face|ojo|ojos|olho|olhos|eye|eyes|@baby|hijo|hija|filho|filha|son|daughter|toddler|nino|nina|nene|nena|crianca|kid",
    "humo|fumaca|smoke ~ atontad*|mole|moles|dopey|drowsy|sleepy|dormidos|mare*|tonto|tonta|tontos|dizz*",
    "clavo|fierro|prego|nail|cuchillo|knife|vidrio|vidro|glass|machete|faca ~ hueso|osso|bone",
    "@limb ~ moledora|mincer|moedor|grinder|mower|cortadora|blender|licuadora|sierra|saw|serra|engrenagem",
    "doble|dobro|double|twice|triple ~ insulin*",
    "bebeu|bebio|tomou|tomo|drank|drunk .. vidro|frasco|bottle .. jarabe|xarope|syrup",
    "@partner ~ cuchillo|navaja|knife|faca|facao|machete|pistola|gun|revolver",
    "scald*|escaldo|escaldou|escaldad*",
    "caliente|quente|hot|hirviendo|fervendo|boiling ~ piel|pele|skin ~ sale|saliendo|salio|saiu|saindo|peel*|levant*|ampoll*|blister*|bolha*|caye*|soltando",
    "gas ~ olor|huele|cheiro|smell*|fuga|leak*|vazamento|vazando|inhal*|estufa|calefon|calentador|boiler|heater|stove|fogao|aquecedor|brasero ~ mare*|tont*|dizz*|desmay*|desmai*|faint*|vomit*|headache*|sick|cabeza|cabeca",
    "se|haber|haberse|ter tomo|trago|tomado|tragado muchas|muchos|muchisim*|demasiad*|monton|todas|todos .. @pills",
    "tomou|engoliu|tomaste|swallowed|taken muitos|muitas|muchas|demasiad*|tantos|lots|loads|dozens|handfuls .. @pills|medicamentos|medication|meds",
    "double|doubled|duplique|dobrei dosed|dose|dosis ~ bleed*|sangr*|thinner|thinners|insulin*|warfarin*|anticoag*|mare*|dizz*|tont*",
    "thinner|thinners|warfarin*|anticoag*|sintrom|xarelto|eliquis|apixaban ~ bleed*|sangr*|golpe*|cabeza|cabeca|head|fell|cai|cayo|caiu",
    "me|le|lhe|been|was|drink|drinks drog*|spiked|drugged|doparam|doparon|dopada|burundanga|escopolamina",
];

/// Pregnancy and birth.
pub(super) const BEARING: &[&str] = &[
    "@pregnant ~ @fever|desmay*|desmai*|faint*|convul*|seizure*|cai|cayo|caiu|golpe*|pancada|leaking|liquido|fluid|contraccion*|contrac*|vision|lucecitas|pontinhos|zumbido",
    "@pregnant ~ cabeza|cabeca|headache|head ~ hinch*|inch*|swell*|swoll*|luces|luzes|spots|vision|vista|visao|estrellas",
    "@number weeks|wks|semanas|sem|meses|months ~ leak*|fluid|liquido|contraccion*|contracoes|contracao|contraction*",
    "tendo|teniendo|having|sofrendo|sufriendo un|um|a|una? aborto|miscarriage",
    "cordon|cordao|cord ~ sale|salio|saliendo|saiu|saindo|asoma*|coming|hanging|prolaps*",
    "@number weeks|wks|semanas ~ se|me|desceu|saiu|came|all|fue|salio|toda .. agua|aguas|water|waters",
    "bebe|bb|baby ~ casi|quase|hardly|barely no|nao? se? mueve*|movi*|mex*|moving|moved|moves",
    "veo|vejo|vendo|viendo|seeing manchas|manchitas ~ meses|semanas|months|weeks|@pregnant|cabeza|cabeca",
    "@baby|mes|meses|month|months ~ no|nao|wont|refuses|refusing|rechaza|recusa quiere|quer|take|the|o|la|a? .. teta|pecho|peito|breast|mamadeira|biberon|feed|feeds ~ calent*|calient*|quent*|hot|dorm*|sleepy",
    "pari|parto|postparto|postpartum|birth|delivery|cesarea|gave ~ coagul*|clot*|empap*|soak*|encharc*|hemorrag*",
];

/// Life that is not wanted, or threatened.
pub(super) const LIFE: &[&str] = &[
    "prefiero|preferiria|prefiro|preferia|quisiera|queria|ojala|mejor|melhor|rather estar|estuviera|estuviese|estivesse|be muerto|muerta|morto|morta|dead ;|a|que|y|e|ya|ja|and|right|now",
    "no|nao le? veo|vejo|encuentro|encontro|see sentido a|en|em|in levantarme|levantar|vivir|viver|existir",
    "no point in? getting|living|existing up|anymore|;",
    "despedi|despido|despeco|despedindo|despidiendo de|a todos|todo|mundo|vida ;|hoy|hoje|perdon|y|e|mundo",
    "saying|say goodbye|bye to everyone|all|everybody|world",
    "me tiro|lanzo|arrojo|jogo|atiro de|del|da|do|desde|al|no .. puente|ponte|balcon|sacada|ventana|janela|tren|trem|metro|predio|edificio|techo|azotea",
    "dejo|left|deixou una|a|uma? nota|note|carta|bilhete ~ no|nao|cant la|lo|we|a? encontr*|find|aparece",
    "deixou|dejo|left una|a|uma? nota|note|carta|bilhete ~ sumiu|desaparecio|desapareceu|missing|vanished|gone",
    "vontade|ganas ... me matar|cortar",
    "vontade|ganas ... matarme|cortarme|ahorcarme",
    "el|ella|ele|ela vai|va a? me matar|matarme ;|a|y|e|por|ayuda|ajuda|socorro|help",
    "el|ella me va|quiere a? matar ;|y|por|ayuda|ya",
    "he|she|hes|shes is? going|gonna to? kill me|us ;|please|help|and|tonight|he|she",
];
